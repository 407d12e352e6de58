/**
 * The core of a conversation, which all channels and the API share: the entities, their JSON, their events, and the
 * rules for appending messages, for statuses and for who answers.
 *
 * <p>Invariants: {@code seq} starts at 1 and increases by one within a conversation; it is assigned under the
 * conversation's row lock. There is one WhatsApp thread for each (tenant, bot, customer). A delivery status only moves
 * forward. An entity never leaves this package; other packages hold a {@link com.callmissed.thread.LockedThread} or a
 * row. Only {@link com.callmissed.thread.ThreadChange} contains the rules by which a conversation changes. No time of
 * its row goes back.
 */
package com.callmissed.thread;
