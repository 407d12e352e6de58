package com.callmissed.events;

import java.util.UUID;

/** What the tail of the log publishes in this process about one tenant. */
public sealed interface TailUpdate permits EventBatch, LogBroken, UnreadEvents {
    UUID tenantId();
}
