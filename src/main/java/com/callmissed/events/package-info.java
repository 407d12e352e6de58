/**
 * Domain events and the port that carries them from a committed transaction to whoever listens in this process.
 *
 * <p>Invariants: events are immutable and complete when they are recorded (no entity, no lazy value), they are published
 * after commit only, and {@link com.callmissed.events.LocalEventBus} is the one class that knows the Vert.x bus. A durable
 * log is meant to take the place of the publisher: it would write recorded events inside the transaction.
 */
package com.callmissed.events;
