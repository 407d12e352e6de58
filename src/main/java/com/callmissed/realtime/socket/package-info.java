/**
 * The live socket: who may open it, what is sent over it, and when it is closed.
 *
 * <p>Invariants: a frame is encoded once for all of its receivers; what waits for a peer is bounded, so that none can
 * slow another or fill the memory; a token in a query is taken out before anything can log it; a socket does not
 * outlive its credential. Nothing here knows a feature, only the log of {@link com.callmissed.events}.
 */
package com.callmissed.realtime.socket;
