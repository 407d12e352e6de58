/**
 * The life of a process: the checks before the start, the greeting, readiness, and the drain before the stop.
 *
 * <p>Invariants: an invalid setting is reported before the first request is served, without its value; a process that
 * stops opens no socket and finishes the requests in progress. This package depends on every feature that takes part;
 * only the main class depends on this package.
 */
package com.callmissed.lifecycle;
