/**
 * How features write: transactions that write their events with the change and give the signal after the commit, time-ordered
 * ids, and the names of violated constraints.
 *
 * <p>Invariant: a change and the events that report it are committed together or not at all, and appending to the event log is
 * the last statement of a transaction.
 */
package com.callmissed.persistence;
