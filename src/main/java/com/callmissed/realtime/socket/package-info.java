/**
 * The live socket: who may open it, what is sent over it, and when it is closed.
 *
 * <p>Invariants: A frame is encoded once for all its receivers. What waits for a peer is limited, so that no peer can
 * slow another or fill the memory. A token in a query is removed before anything can log it. A socket does not outlive
 * its credential. This package depends on the log of {@link com.callmissed.events} and on no feature.
 */
package com.callmissed.realtime.socket;
