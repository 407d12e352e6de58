/**
 * The life of a process: the checks before the start, the greeting, readiness, and the drain before the stop.
 *
 * <p>Invariants: a wrong setting is named before the first request is served, without its value; a process that stops
 * opens no socket and finishes the requests under way. Knows every feature that has a part in this; only the main class
 * knows it.
 */
package com.callmissed.lifecycle;
