package com.callmissed.audit;

import java.util.Map;
import java.util.UUID;

/**
 * One change. The database adds the time.
 *
 * @param tenantId null for a change that belongs to no tenant
 * @param actor {@code operator} for a command
 * @param action what was done, such as {@code message.retry}
 * @param target kind and id of what was changed, such as {@code message:<id>}
 * @param requestId null if no request or run caused the change
 * @param details values of JSON; empty for none
 */
public record AuditEntry(
        UUID tenantId, String actor, String action, String target, String requestId, Map<String, Object> details) {}
