package com.callmissed.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;

/** Counts the statements that PostgreSQL executed, from {@code pg_stat_statements}. */
public final class Statements {
    private static final String CALLS = """
            SELECT calls || ' ' || query FROM pg_stat_statements
            WHERE query NOT LIKE '%pg_stat_statements%' AND query NOT LIKE '%inbound_payload%'
                AND query NOT LIKE '%DELETE FROM idempotency%' AND query NOT LIKE 'SET %'
                AND query NOT LIKE '%flyway_schema_history%' AND query NOT LIKE '%last_used_at =%'
                AND query NOT LIKE '%FROM outbox o%' AND query NOT LIKE '%UPDATE autoreply_turn%'
                AND query NOT LIKE '%autoreply_resumes_at <= now()%' AND query NOT LIKE 'SELECT min(reason) FILTER%'
                AND query NOT LIKE '%due_at <= now() - make_interval%'
                AND query NOT LIKE '%event_counter WHERE tenant_id = ANY%' AND query NOT LIKE '%pg_notify%'
                AND query NOT LIKE '%service_instance%' AND query NOT LIKE '%AS oldest_message%'
                AND query NOT LIKE 'LISTEN %' AND query NOT LIKE 'SELECT $1' AND query NOT LIKE '%written_at > now()%'
                AND query NOT LIKE 'UPDATE api_key SET pepper_id%'
            """;

    private Statements() {}

    /** The statements of {@code action}, each as often as it ran, without those of background jobs. */
    public static List<String> during(Runnable action) {
        Awaitility.await().until(Statements::nothingIsSent);
        Database.update("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        Map<String, Long> before = calls();
        action.run();
        List<String> executed = new ArrayList<>();
        calls().forEach((query, calls) -> {
            for (long i = before.getOrDefault(query, 0L); i < calls; i++) {
                executed.add(query);
            }
        });
        return executed;
    }

    /** Postpones what earlier tests have left in the outbox, and returns whether no attempt at it is under way. */
    private static boolean nothingIsSent() {
        Database.update("UPDATE outbox SET due_at = now() + interval '1 day' WHERE claim IS NULL");
        return Database.column("SELECT 1 FROM outbox WHERE claim IS NOT NULL AND due_at > now()")
                .isEmpty();
    }

    private static Map<String, Long> calls() {
        Map<String, Long> calls = new HashMap<>();
        for (String row : Database.column(CALLS)) {
            int space = row.indexOf(' ');
            calls.merge(row.substring(space + 1), Long.parseLong(row.substring(0, space)), Long::sum);
        }
        return calls;
    }
}
