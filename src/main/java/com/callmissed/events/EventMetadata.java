package com.callmissed.events;

import java.time.Instant;
import java.util.UUID;

/** What every event knows, captured when it is recorded. {@code requestId} is null when no request caused it. */
public record EventMetadata(UUID tenantId, Instant occurredAt, Actor actor, String requestId) {}
