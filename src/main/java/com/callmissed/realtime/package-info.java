/**
 * The live socket: who may open one, which events reach it, and when it is closed.
 *
 * <p>Invariants: a socket is registered under the one tenant of its credential and gets no other tenant's events; each
 * event is encoded once and offered to bounded queues, so that no peer can slow another or fill the memory; a token in a
 * query is taken out before anything can log it. Nothing here knows a feature, only {@link
 * com.callmissed.events.DomainEvent}.
 */
package com.callmissed.realtime;
