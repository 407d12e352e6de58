package com.callmissed.events;

import java.util.UUID;

/** What the tail of the log tells this process about one tenant. */
public sealed interface TenantNews permits NewEvents, LogBroken {
    UUID tenantId();
}
