package com.callmissed.events;

import java.util.UUID;

/** The tenant's log does not go on where it was read last: it was restored from a backup, or ran out before it was read. */
public record LogBroken(UUID tenantId) implements TailUpdate {}
