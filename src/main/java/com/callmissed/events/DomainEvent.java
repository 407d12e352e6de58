package com.callmissed.events;

import java.util.UUID;

/** Something that happened in one conversation of one tenant. The transaction that changes the data records it. */
public interface DomainEvent {
    EventMetadata metadata();

    EventType type();

    UUID conversationId();

    /** The {@code data} of the envelope, serialised with Jackson without changes. */
    Object data();
}
