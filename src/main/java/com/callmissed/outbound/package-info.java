/**
 * Outgoing messages: the outbox, from the claim of a message to its outcome, and the delivery reports of providers.
 *
 * <p>Invariants: one message of a conversation is sent at a time, in the order of {@code seq}. No transaction is open
 * while a provider is called. An automatic answer is sent only under the epoch in which it was decided. An unknown
 * outcome is {@code uncertain}, and the service never sends such a message again by itself. No message is claimed while
 * it is held, nor before the database is known to belong to this instance.
 */
package com.callmissed.outbound;
