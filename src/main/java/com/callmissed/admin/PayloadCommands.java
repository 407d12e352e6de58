package com.callmissed.admin;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.vertx.mutiny.sqlclient.Row;

import com.callmissed.inbound.Journal;

/**
 * Payloads of providers that wait for an operator: those that were given up ({@code failed}), and those with parts that
 * could not be read ({@code unreadable}).
 */
final class PayloadCommands implements CommandGroup {
    private static final List<String> KEPT = List.of("failed", "unreadable");

    /** With {@code $5} also payloads that were discarded and are named by id, for which each tenant is looked up. */
    private static final String LIST = """
            SELECT p.id AS payload_id, p.tenant_id, p.bot_id, p.provider, p.address, p.outcome AS status, p.detail,
                p.attempts, octet_length(p.body) AS bytes, p.received_at, p.processed_at AS put_aside_at
            FROM (SELECT * FROM inbound_payload WHERE outcome = 'failed'
                UNION ALL SELECT * FROM inbound_payload WHERE outcome = 'unreadable'
                UNION ALL SELECT p.* FROM (SELECT DISTINCT tenant_id FROM bot) AS t
                    JOIN inbound_payload p ON p.tenant_id = t.tenant_id
                    WHERE $5::boolean AND p.id = ANY ($3) AND %s) AS p
            WHERE ($1::uuid IS NULL OR p.tenant_id = $1) AND ($2::text IS NULL OR p.outcome = $2)
                AND ($3::uuid[] IS NULL OR p.id = ANY ($3))
            ORDER BY p.id
            LIMIT $4
            """.formatted(Journal.DISCARDED);

    private static final String BODY =
            "SELECT p.body, p.request_id FROM inbound_payload p WHERE p.tenant_id = $1 AND p.id = $2";

    private static final List<String> DESCRIBED = List.of("status", "detail", "attempts");
    private static final BulkChange REOPENING =
            new BulkChange("payload.retry", "payload", "payload_id", Journal.REOPEN, DESCRIBED);
    private static final BulkChange DISCARDING =
            new BulkChange("payload.discard", "payload", "payload_id", Journal.DISCARD, DESCRIBED);

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
                        (desk, arguments, report) -> report.list(chosen(desk, arguments, arguments.limit(), false)),
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
                        PayloadCommands::retry,
                        Option.STATUS,
                        Option.TENANT,
                        Option.LIMIT),
                Command.changing(
                        "discard",
                        Command.Ids.ANY,
                        "gives payloads up; until the retention deletes them, retry brings them back",
                        PayloadCommands::discard,
                        Option.STATUS,
                        Option.TENANT,
                        Option.LIMIT));
    }

    private static List<Map<String, Object>> chosen(Desk desk, Arguments arguments, int limit, boolean discardedToo) {
        return desk.list(LIST, arguments.tenant(), arguments.status(KEPT), arguments.ids(), limit, discardedToo);
    }

    private static void show(Desk desk, Arguments arguments, Report report) {
        List<Map<String, Object>> found = chosen(desk, arguments, 1, false);
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

    private static void retry(Desk desk, Arguments arguments, Report report) {
        arguments.requireChoice();
        change(desk, arguments, report, REOPENING, true);
    }

    private static void discard(Desk desk, Arguments arguments, Report report) {
        arguments.requireChoice();
        if (arguments.ids() == null && arguments.tenant() == null) {
            throw new UsageException("--status needs --tenant");
        }
        change(desk, arguments, report, DISCARDING, false);
    }

    private static void change(Desk desk, Arguments arguments, Report report, BulkChange change, boolean discardedToo) {
        int limit = arguments.limitOfChange();
        change.run(desk, arguments, report, Selection.of(chosen(desk, arguments, limit + 1, discardedToo), limit));
    }
}
