/**
 * The events that clients receive: a log for each tenant, the transactions that write to it, and the delivery to the
 * listeners in this process.
 *
 * <p>Invariants: An event is immutable and complete when it is recorded (no entity, no lazy value). A change and its
 * events are committed together or not at all, and the append is the last statement of the transaction. The log of a
 * tenant has no gaps and is in the order of commits, because its counter is locked last and until the commit. Clients
 * get events from the log alone, so a signal may be lost. {@link com.callmissed.events.LocalEventBus} is the only class
 * that uses the Vert.x bus.
 */
package com.callmissed.events;
