package com.callmissed.events;

import java.util.UUID;

/** Something that happens in one conversation of one tenant, recorded by the transaction that makes it happen. */
public interface DomainEvent {
    EventMetadata metadata();

    EventType type();

    UUID conversationId();

    /** The event's own part of the envelope; serialised with Jackson as it stands. */
    Object data();
}
