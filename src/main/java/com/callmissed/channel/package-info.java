/**
 * What every provider's webhook shares: the journal of verified payloads and the worker that finishes what a process could
 * not.
 *
 * <p>Invariants: a provider hears 200 only after its payload is committed; a pending row is worked on until it is settled,
 * by whichever process gets there; processing is idempotent, so doing it twice is harmless. Provider packages know this
 * one, never the other way round.
 */
package com.callmissed.channel;
