/**
 * How features write: one unit of work that commits and then publishes, time-ordered ids, and the names of violated
 * constraints.
 *
 * <p>Invariant: no event leaves before the transaction that it reports has been committed.
 */
package com.callmissed.persistence;
