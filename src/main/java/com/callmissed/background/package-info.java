/**
 * How features do work that no request waits for.
 *
 * <p>Invariants: a round runs on an event loop, on a context of its own, and never twice at once in one process;
 * work that two processes must not do at once is claimed in the database.
 */
package com.callmissed.background;
