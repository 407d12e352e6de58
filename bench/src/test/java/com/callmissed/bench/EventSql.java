package com.callmissed.bench;

import java.util.List;

import io.smallrye.config.SmallRyeConfigBuilder;

import com.callmissed.events.EventConfig;
import com.callmissed.events.EventLog;
import com.callmissed.testing.Database;

/**
 * The part of a write that appends its event: the statement of the service, with an event that the service has written.
 */
final class EventSql {
    private static final String LAST = """
            SELECT json_build_array(body)::text FROM event WHERE body->>'type' = ? ORDER BY written_at DESC LIMIT 1
            """;
    private static final String COUNT = "SELECT sum(last_seq)::text FROM event_counter";

    private EventSql() {}

    /** Appends the event {@code :event} to the log of the tenant; {@code tenant} is an SQL expression. */
    static Writes.Step append(String tenant) {
        EventConfig defaults = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(EventConfig.class)
                .build()
                .getConfigMapping(EventConfig.class);
        return Writes.Step.of(EventLog.appendStatement(defaults), 1, tenant, ":event");
    }

    /** The last event of a type, as the service passes it to the statement. */
    static String last(String databaseUrl, String type) {
        List<String> found = Database.at(databaseUrl).select(LAST, type);
        WrongResult.unless(found.size() == 1, "There is no event %s", type);
        return found.get(0);
    }

    /** The number of events of all tenants. */
    static long count(String databaseUrl) {
        return Long.parseLong(Database.at(databaseUrl).select(COUNT).get(0));
    }
}
