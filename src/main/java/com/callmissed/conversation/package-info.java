/**
 * Conversations and their messages: the published API, the rules, the SQL and the events.
 *
 * <p>Invariants: {@code seq} starts at 1 and rises by one within a conversation, given out under the conversation's row
 * lock; one WhatsApp thread for each (tenant, bot, customer); a delivery status only rises; every statement names its
 * tenant; events are published after commit and carry complete snapshots.
 */
package com.callmissed.conversation;
