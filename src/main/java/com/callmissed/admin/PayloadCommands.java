package com.callmissed.admin;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.vertx.mutiny.sqlclient.Row;

/**
 * Payloads of providers that are kept until an operator decides: those that were given up ({@code failed}), and those
 * with parts that could not be read ({@code unreadable}).
 */
final class PayloadCommands implements CommandGroup {
    private static final int USUAL = 100;
    private static final int MOST = 1_000;
    private static final List<String> KEPT = List.of("failed", "unreadable");

    private static final String LIST = """
            SELECT p.id AS payload_id, p.tenant_id, p.bot_id, p.provider, p.address, p.outcome AS status, p.detail,
                p.attempts, octet_length(p.body) AS bytes, p.received_at, p.processed_at AS put_aside_at
            FROM (SELECT * FROM inbound_payload WHERE outcome = 'failed'
                UNION ALL SELECT * FROM inbound_payload WHERE outcome = 'unreadable') AS p
            WHERE ($1::uuid IS NULL OR p.tenant_id = $1) AND ($2::text IS NULL OR p.outcome = $2)
                AND ($3::uuid[] IS NULL OR p.id = ANY ($3))
            ORDER BY p.id
            LIMIT $4
            """;

    private static final String BODY =
            "SELECT p.body, p.request_id FROM inbound_payload p WHERE p.tenant_id = $1 AND p.id = $2";

    /** As a new payload: all parts are read again, and what is stored stays as it is. */
    private static final String RETRY = change("outcome = 'pending', attempts = 0, claim = NULL, lease_until = now(),"
            + " processed_at = NULL, detail = NULL, parts = 0, parts_done = 0, parts_failed = 0, parts_unreadable = 0");

    /** The retention deletes the row later. */
    private static final String DISCARD =
            change("outcome = 'ignored', processed_at = now(), detail = 'discarded by an operator'");

    private static String change(String assignments) {
        return """
            UPDATE inbound_payload p SET %s
            FROM unnest($1::uuid[], $2::uuid[]) AS chosen (tenant_id, id)
            WHERE p.tenant_id = chosen.tenant_id AND p.id = chosen.id AND p.outcome IN ('failed', 'unreadable')
            RETURNING p.id
            """.formatted(assignments);
    }

    @Override
    public String name() {
        return "payloads";
    }

    @Override
    public List<Command> commands() {
        return List.of(
                Command.reading(
                        "list",
                        Command.Ids.NONE,
                        "payloads that were given up, or have parts that could not be read",
                        (desk, arguments, report) -> report.list(chosen(desk, arguments, arguments.limit(USUAL, MOST))),
                        Option.STATUS,
                        Option.TENANT,
                        Option.LIMIT),
                Command.reading(
                        "show",
                        Command.Ids.ONE,
                        "one payload with its body, which contains words of customers",
                        PayloadCommands::show),
                Command.changing(
                        "retry",
                        Command.Ids.ANY,
                        "has payloads processed again from their first part",
                        changing("payload.retry", RETRY),
                        Option.STATUS,
                        Option.TENANT,
                        Option.LIMIT),
                Command.changing(
                        "discard",
                        Command.Ids.ANY,
                        "gives payloads up for good; they are deleted after the retention",
                        changing("payload.discard", DISCARD),
                        Option.STATUS,
                        Option.TENANT,
                        Option.LIMIT));
    }

    private static List<Map<String, Object>> chosen(Desk desk, Arguments arguments, int limit) {
        return desk.list(LIST, arguments.tenant(), arguments.status(KEPT), arguments.ids(), limit);
    }

    private static void show(Desk desk, Arguments arguments, Report report) {
        List<Map<String, Object>> found = chosen(desk, arguments, 1);
        if (found.isEmpty()) {
            throw new RefusedException("No payload with this id is failed or unreadable");
        }
        Map<String, Object> document = new LinkedHashMap<>(found.get(0));
        for (Row row : desk.read(
                BODY,
                UUID.fromString((String) document.get("tenant_id")),
                arguments.ids()[0])) {
            document.put("request_id", row.getString(1));
            document.put("body", new String(row.getBuffer(0).getBytes(), StandardCharsets.UTF_8));
        }
        report.document(document);
    }

    private static Command.Action changing(String action, String sql) {
        BulkChange change =
                new BulkChange(action, "payload", "payload_id", sql, List.of("status", "detail", "attempts"));
        return (desk, arguments, report) -> {
            arguments.requireChoice();
            int limit = arguments.limitOfChange(MOST);
            change.run(desk, arguments, report, Selection.of(chosen(desk, arguments, limit + 1), limit));
        };
    }
}
