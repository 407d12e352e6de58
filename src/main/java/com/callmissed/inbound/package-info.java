/**
 * What comes in: the journal of verified webhook payloads, the worker that finishes what a process could not, and the
 * inbox that stores what channels bring.
 *
 * <p>Invariants: a provider gets 200 only after its payload is committed; a pending row is worked on until it is
 * settled, by whichever process gets there; processing is idempotent, so doing it twice is harmless. Provider packages
 * know this one, never the other way round.
 */
package com.callmissed.inbound;
