/**
 * What happened, as every client sees it: a log for each tenant, the transactions that write to it, and the way from
 * there to the listeners in this process.
 *
 * <p>Invariants: an event is immutable and complete when it is recorded (no entity, no lazy value); a change and the
 * events that report it are committed together or not at all, and the append is the last statement of the transaction;
 * the log of a tenant has no gaps and is in the order of commits, because its counter is locked last and until the
 * commit; clients get events from the log alone, so a signal may get lost; {@link com.callmissed.events.LocalEventBus}
 * is the one class that knows the Vert.x bus.
 */
package com.callmissed.events;
