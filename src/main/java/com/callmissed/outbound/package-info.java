/**
 * What goes out: the outbox, from the claim of a message to its outcome, and the reports of providers on what became of
 * it.
 *
 * <p>Invariants: of one conversation one message is sent at a time, in the order of seq; no transaction is open while a
 * provider is called; an automatic answer leaves only under the epoch it was decided in; an outcome that nobody knows
 * is {@code uncertain}, and such a message is never sent again by itself.
 */
package com.callmissed.outbound;
