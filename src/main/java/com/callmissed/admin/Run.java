package com.callmissed.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import com.callmissed.audit.AuditEntry;

/**
 * One run of a command that changes something. Its audit entries and events have the same request id.
 *
 * @param id the request id
 * @param reason given by the operator; null for none
 */
record Run(String id, String reason) {
    static Run begin(Arguments arguments) {
        return new Run("admin-" + UUID.randomUUID(), arguments.text(Option.REASON));
    }

    /**
     * An entry for one change of this run.
     *
     * @param more details of the change; null values are left out
     */
    AuditEntry entry(UUID tenantId, String action, String kind, UUID target, Map<String, Object> more) {
        Map<String, Object> details = new LinkedHashMap<>();
        put(details, "os_user", System.getProperty("user.name"));
        put(details, "reason", reason);
        more.forEach((name, value) -> put(details, name, value));
        return new AuditEntry(tenantId, "operator", action, kind + ":" + target, id, details);
    }

    private static void put(Map<String, Object> details, String name, Object value) {
        if (value != null) {
            details.put(name, value);
        }
    }
}
