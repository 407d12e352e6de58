/**
 * What every statement needs: how columns are read and parameters written, time-ordered ids, the names of violated
 * constraints, and the pools.
 *
 * <p>Invariant: knows no table. Transactions are in {@code events}, because a change and the events that report it are
 * committed together or not at all.
 */
package com.callmissed.persistence;
