/**
 * What happened, as every client is told it: a log for each tenant, written in the transaction of the change, and the way from
 * there to whoever listens in this process.
 *
 * <p>Invariants: an event is immutable and complete when it is recorded (no entity, no lazy value); the log of a tenant has no
 * gaps and is in the order of commits, because its counter is locked last and until the commit; news come from the log alone, so
 * a signal may get lost; {@link com.callmissed.events.LocalEventBus} is the one class that knows the Vert.x bus.
 */
package com.callmissed.events;
