/**
 * Inbound data: the journal of verified webhook payloads, the worker that finishes unprocessed ones, and the inbox that
 * stores the messages of channels.
 *
 * <p>Invariants: a provider gets 200 only after its payload is committed, alone or with what it contains. Some process
 * works on a pending row until it is settled. Processing is idempotent, so that doing it twice has no effect. Provider
 * packages use this package, and it uses none of them.
 */
package com.callmissed.inbound;
