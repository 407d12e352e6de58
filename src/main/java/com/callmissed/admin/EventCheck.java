package com.callmissed.admin;

import java.util.List;
import java.util.UUID;

import com.callmissed.admin.DatabaseCommands.Finding;

/** Whether the event log of each tenant has no gap: what is in it is consecutive, and it ends where the counter is. */
final class EventCheck {
    /** The oldest events are removed, so a log may begin anywhere, and one whose tenant pauses may be empty. */
    private static final String WRONG = """
            SELECT g.tenant_id, g.what FROM (
                SELECT e.tenant_id, 'event ' || e.seq || ' follows event ' || e.before AS what
                FROM (
                    SELECT tenant_id, seq, lag(seq) OVER (PARTITION BY tenant_id ORDER BY seq) AS before
                    FROM event WHERE $1::uuid IS NULL OR tenant_id = $1
                ) e
                WHERE e.seq <> e.before + 1
                UNION ALL
                SELECT e.tenant_id, 'the log ends at ' || e.last || ', the counter at ' || COALESCE(k.last_seq, 0)
                FROM (SELECT tenant_id, max(seq) AS last FROM event
                    WHERE $1::uuid IS NULL OR tenant_id = $1 GROUP BY tenant_id) e
                LEFT JOIN event_counter k ON k.tenant_id = e.tenant_id
                WHERE e.last IS DISTINCT FROM k.last_seq
            ) g
            ORDER BY g.tenant_id
            LIMIT 1000
            """;

    private static final String CHECKED =
            "SELECT count(*) AS events FROM event WHERE $1::uuid IS NULL OR tenant_id = $1";

    private EventCheck() {}

    /** @param tenant null for all */
    static Finding run(Desk desk, UUID tenant) {
        List<String> wrong = desk.list(WRONG, tenant).stream()
                .map(row -> "tenant " + row.get("tenant_id") + ": " + row.get("what"))
                .toList();
        return new Finding(
                "events", ((Number) desk.list(CHECKED, tenant).get(0).get("events")).longValue(), wrong, null);
    }
}
