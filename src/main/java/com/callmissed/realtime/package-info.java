/**
 * The event feed over HTTP, and what it shares with the live socket: settings, limits on connections and the figures of
 * reads.
 *
 * <p>Invariants: a reader gets the log of the one tenant of its credential, each event once and in order; requests that
 * wait are bounded for each tenant and for the process. Nothing here knows a feature, only the log of {@link
 * com.callmissed.events}.
 */
package com.callmissed.realtime;
