package com.callmissed.events;

import java.util.UUID;

/**
 * The tenant's log does not continue at the last read position. It was restored from a backup, or the events were
 * deleted before they were read.
 */
public record LogBroken(UUID tenantId) implements TailUpdate {}
