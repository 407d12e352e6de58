package com.callmissed.events;

/** Carries a committed event to its listeners. Never blocks and never fails the caller. */
public interface EventPublisher {
    void publish(DomainEvent event);
}
