/**
 * The core of a conversation, shared by every way in and out: the entities, what clients see of them, the events, and
 * the rules of appending, of statuses and of who answers.
 *
 * <p>Invariants: {@code seq} starts at 1 and rises by one within a conversation, given out under the conversation's row
 * lock; one WhatsApp thread for each (tenant, bot, customer); a delivery status only rises; an entity never leaves this
 * package, other packages hold a {@link com.callmissed.thread.LockedThread} or a row; the rules by which a conversation
 * changes are written in {@link com.callmissed.thread.ThreadChange} alone, and no time of its row goes back.
 */
package com.callmissed.thread;
