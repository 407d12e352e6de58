package com.callmissed.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.callmissed.bench.Writes.Step;
import com.callmissed.conversation.HotStatements;
import com.callmissed.inbound.InboundStatements;
import com.callmissed.inbound.JournalSql;

/**
 * The paths that change something. They use many tenants, because the log of one tenant accepts one transaction at a
 * time.
 */
final class WritePaths {
    private static final double STATUS_TARGET = 0.85;
    private static final double INBOUND_TARGET = 0.7;
    private static final int INBOUND_TENANTS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String TENANT = "bench_id(0, :t)";
    private static final String CONVERSATION = "bench_id(2, :n)";
    private static final String BOT = "bench_id(1, :b)";
    private static final String OTHER_STATUS = "CASE c.status WHEN 'active' THEN 'completed' ELSE 'active' END";
    /** Unique and ordered by time, like the ids of the service. */
    private static final String NEW_ID = "uuidv7()";

    private static final String PAYLOAD =
            "CAST(lpad(to_hex(CAST(:i AS bigint)), 16, '0') || lpad(to_hex(CAST(:client_id AS bigint)), 16, '0')"
                    + " AS uuid)";
    private static final String PROVIDER_ID = "'limit-01900000-0000-7000-8000-000000000000-' || :r";

    private final LoadedService loaded;
    private final PathScenario.Size size;

    WritePaths(LoadedService loaded, PathScenario.Size size) {
        this.loaded = loaded;
        this.size = size;
    }

    PathScenario statusUpdate() {
        SmallTenants tenants = SmallTenants.all(loaded.dataset());
        Requests requests = new StatusChanges(loaded.service().databaseUrl(), tenants);
        sendOne(requests);
        Map<String, String> fixed = Map.of("event", event("conversation.status_changed"), "i", "0");
        List<Step> steps = List.of(
                Step.BEGIN,
                Step.of(HotStatements.changeStatus(), 1, TENANT, CONVERSATION, OTHER_STATUS, "now()"),
                EventSql.append(TENANT),
                Step.COMMIT);
        Writes limit = new Writes(requests.name(), tenants.shuffle(), tenants.drawn(), () -> fixed, steps);
        return new PathScenario(loaded, size, requests, limit, PathTargets.ratio(STATUS_TARGET));
    }

    PathScenario inbound() {
        SmallTenants tenants = SmallTenants.atMost(loaded.dataset(), INBOUND_TENANTS);
        Payloads requests = new Payloads(loaded, tenants);
        sendOne(requests);
        String payload = requests.body(0);
        String event = event("message.received");
        List<String> draws = Stream.concat(
                        tenants.drawOnWhatsApp().stream(),
                        Stream.of("\\set b :t * 2", "\\set i :i + 1", "\\set r random(1, 1000000000000000)"))
                .toList();
        Writes limit = new Writes(
                requests.name(),
                draws,
                tenants.drawnOnWhatsApp(),
                () -> Map.of(
                        "event",
                        event,
                        "payload",
                        payload,
                        "text",
                        Payloads.TEXT,
                        "yes",
                        "true",
                        "no",
                        "false",
                        "i",
                        Long.toString(System.currentTimeMillis() * 1_000),
                        "r",
                        Long.toString(System.nanoTime())),
                inOneCommit());
        return new PathScenario(loaded, size, requests, limit, PathTargets.ratio(INBOUND_TARGET));
    }

    /** What the service sends for one payload: its row in the journal, the message, its event; one transaction. */
    private static List<Step> inOneCommit() {
        return List.of(Step.BEGIN, append(), store(), EventSql.append(TENANT), Step.COMMIT);
    }

    private static Step append() {
        return Step.of(
                JournalSql.insertProcessed(),
                1,
                TENANT,
                PAYLOAD,
                BOT,
                "'whatsapp'",
                "'7000000'",
                "CAST(:payload AS bytea)",
                "'limit'",
                "now()");
    }

    private static Step store() {
        return Step.of(
                InboundStatements.storeMessage(),
                1,
                TENANT,
                BOT,
                PROVIDER_ID,
                NEW_ID,
                "'whatsapp'",
                "'+9198' || lpad(:n, 8, '0')",
                "now()",
                "NULL",
                ":text",
                "to_timestamp(1749416383)",
                ":yes",
                NEW_ID,
                "'user'",
                ":text",
                "'text'",
                "NULL",
                ":no",
                "5",
                "60",
                "ARRAY['phone']",
                "ARRAY['+9198' || lpad(:n, 8, '0')]",
                "NULL",
                "NULL",
                "NULL",
                "now()",
                "NULL");
    }

    private String event(String type) {
        return EventSql.last(loaded.service().databaseUrl(), type);
    }

    private void sendOne(Requests requests) {
        requests.begin();
        Client.await(requests.name(), requests.send(loaded.client(), 0), PATIENCE);
        requests.check(1);
    }
}
