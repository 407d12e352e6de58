/**
 * The event feed for clients, on the live socket and over HTTP: who may read it, from which place, and when a socket is closed.
 *
 * <p>Invariants: a reader gets the log of the one tenant of its credential, each event once and in order; what waits for a peer is
 * bounded, so that none can slow another or fill the memory; a token in a query is taken out before anything can log it.
 * Nothing here knows a feature, only the log of {@link com.callmissed.events}.
 */
package com.callmissed.realtime;
