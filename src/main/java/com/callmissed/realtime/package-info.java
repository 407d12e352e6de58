/**
 * The event feed over HTTP, and the parts that it shares with the live socket: settings, limits on connections and
 * metrics of reads.
 *
 * <p>Invariants: A reader gets only the log of the tenant of its credential, each event once and in order. The number
 * of requests that wait is limited for each tenant and for the process. This package depends on the log of {@link
 * com.callmissed.events} and on no feature.
 */
package com.callmissed.realtime;
