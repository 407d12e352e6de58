package com.callmissed.admin;

import java.util.List;

/** What tenants use. */
final class TenantCommands implements CommandGroup {
    private static final String MONTH = "30d";

    /**
     * Messages are found by their ids, which begin with the time (RFC 9562), because no index of a tenant has the time
     * alone.
     */
    private static final String USAGE = """
            WITH bounds AS (
                SELECT (lpad(to_hex(floor(
                    extract(epoch FROM now() - make_interval(secs => $2)) * 1000)::bigint), 12, '0')
                    || '70008000000000000000')::uuid AS first_id
            ), t AS (
                SELECT tenant_id FROM bot WHERE $1::uuid IS NULL OR tenant_id = $1
                UNION
                SELECT tenant_id FROM event_counter WHERE $1::uuid IS NULL OR tenant_id = $1
                ORDER BY tenant_id
                LIMIT $3
            )
            SELECT t.tenant_id,
                (SELECT count(*) FROM bot b WHERE b.tenant_id = t.tenant_id) AS bots,
                (SELECT count(*) FROM api_key k WHERE k.tenant_id = t.tenant_id AND k.revoked_at IS NULL
                    AND (k.expires_at IS NULL OR k.expires_at > now())) AS keys,
                (SELECT count(*) FROM conversation c WHERE c.tenant_id = t.tenant_id) AS conversations,
                m.received, m.sent, m.automatic, m.failed, m.uncertain, m.tokens_used,
                (SELECT count(*) FROM outbox o WHERE o.tenant_id = t.tenant_id) AS queued,
                (SELECT count(*) FROM inbound_payload p WHERE p.tenant_id = t.tenant_id AND p.outcome = 'pending')
                    AS payloads_pending,
                COALESCE((SELECT e.last_seq FROM event_counter e WHERE e.tenant_id = t.tenant_id), 0) AS events
            FROM t CROSS JOIN bounds CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE m.role = 'user') AS received,
                    count(*) FILTER (WHERE m.role = 'assistant') AS sent,
                    count(*) FILTER (WHERE m.automatic) AS automatic,
                    count(*) FILTER (WHERE m.status = 'failed') AS failed,
                    count(*) FILTER (WHERE m.status = 'uncertain') AS uncertain,
                    COALESCE(sum(m.tokens_used), 0)::bigint AS tokens_used
                FROM message m
                WHERE m.tenant_id = t.tenant_id AND m.id >= bounds.first_id AND NOT m.imported) m
            ORDER BY t.tenant_id
            """;

    @Override
    public String name() {
        return "tenants";
    }

    @Override
    public List<Command> commands() {
        return List.of(Command.reading(
                "usage",
                Command.Ids.NONE,
                "what tenants have, and their messages since a time",
                (desk, arguments, report) -> report.list(desk.list(
                        USAGE,
                        arguments.tenant(),
                        (double) arguments.since(MONTH).toSeconds(),
                        arguments.limit())),
                Option.TENANT,
                Option.SINCE,
                Option.LIMIT));
    }
}
