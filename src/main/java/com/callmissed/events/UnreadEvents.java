package com.callmissed.events;

import java.util.UUID;

/**
 * Events that the tail has not read, because one of them is large. They directly follow what the tail published before.
 * Each client reads them from the log, so that large events are in memory only for a few clients at once.
 *
 * @param end the last one of them
 * @param count at least 1
 */
public record UnreadEvents(UUID tenantId, EventCursor end, int count) implements TailUpdate {}
