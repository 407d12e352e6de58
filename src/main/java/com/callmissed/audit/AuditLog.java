package com.callmissed.audit;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;

import com.callmissed.persistence.Ids;
import com.callmissed.persistence.SqlExecutor;

/** The statement that adds entries. */
public final class AuditLog {
    private static final String APPEND = """
            INSERT INTO audit_entry (id, tenant_id, at, actor, action, target, request_id, details)
            SELECT e.id, e.tenant_id, clock_timestamp(), e.actor, e.action, e.target, e.request_id, e.details::jsonb
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
                AS e (id, tenant_id, actor, action, target, request_id, details)
            """;

    private final Ids ids;

    public AuditLog(Ids ids) {
        this.ids = ids;
    }

    /** Adds entries in the transaction of {@code sql}. */
    public Uni<Void> append(SqlExecutor sql, List<AuditEntry> entries) {
        return entries.isEmpty()
                ? Uni.createFrom().voidItem()
                : sql.execute(
                                APPEND,
                                entries.stream().map(entry -> ids.next()).toArray(UUID[]::new),
                                entries.stream().map(AuditEntry::tenantId).toArray(UUID[]::new),
                                texts(entries, AuditEntry::actor),
                                texts(entries, AuditEntry::action),
                                texts(entries, AuditEntry::target),
                                texts(entries, AuditEntry::requestId),
                                texts(entries, AuditLog::details))
                        .replaceWithVoid();
    }

    private static String[] texts(List<AuditEntry> entries, Function<AuditEntry, String> column) {
        return entries.stream().map(column).toArray(String[]::new);
    }

    private static String details(AuditEntry entry) {
        return entry.details().isEmpty() ? null : new JsonObject(entry.details()).encode();
    }
}
