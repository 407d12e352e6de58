/**
 * Tools for work that no request waits for.
 *
 * <p>Invariants: A round runs on an event loop, on a context of its own. One task never runs two rounds at once in one
 * process. Work that two processes must not do at once is claimed in the database.
 */
package com.callmissed.background;
