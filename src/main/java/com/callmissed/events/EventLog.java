package com.callmissed.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.Columns;

/**
 * The statements on the event log: the append, which is the last statement of a transaction with events, and the reads.
 */
@Singleton
public class EventLog {
    /** Slots of the ring. */
    static final int SLOTS = 9;

    /** Slots that the retention spans. Of the others, one is written to and one is emptied. */
    static final int SLOTS_KEPT = SLOTS - 2;

    private static final String APPEND = """
            WITH place AS (
                INSERT INTO event_counter AS t (tenant_id, last_seq, mark, prev_mark)
                VALUES (%1$s, json_array_length(CAST(CAST(%2$s AS text) AS json)),
                    1 + CAST(floor(random() * 2147483646) AS integer), 0)
                ON CONFLICT ON CONSTRAINT event_counter_pk DO UPDATE SET last_seq = t.last_seq + EXCLUDED.last_seq,
                    prev_mark = t.mark, mark = EXCLUDED.mark
                RETURNING t.tenant_id, t.last_seq, t.mark, t.prev_mark
            ), body AS (
                SELECT b.json, b.nth, count(*) OVER () AS all
                FROM json_array_elements(CAST(CAST(%2$s AS text) AS json)) WITH ORDINALITY AS b(json, nth)
            )
            INSERT INTO event (slot, tenant_id, seq, mark, prev_mark, written_at, body)
            SELECT mod(CAST(floor(extract(epoch FROM statement_timestamp()) / %3$s) AS bigint), %4$d), place.tenant_id,
                place.last_seq - body.all + body.nth, place.mark,
                CASE WHEN body.nth = 1 THEN place.prev_mark ELSE place.mark END, clock_timestamp(), body.json
            FROM place CROSS JOIN body
            RETURNING 1
            """;

    /** The most events that one read returns. */
    public static final int PAGE = 100;

    /** A read that takes longer fails; the reader repeats it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The limit is a literal: with a parameter PostgreSQL plans for a tenth of the log and may sort it. */
    private static final String READ = """
            SELECT %s
            FROM event e
            WHERE e.tenant_id = $1 AND e.seq > $2
            ORDER BY e.seq
            LIMIT %d
            """.formatted(EventRow.TYPE.sql(), PAGE);

    private static final String POSITION =
            "SELECT " + EventRow.POSITION.sql() + " FROM event_counter k WHERE k.tenant_id = $1";

    private static final String POSITIONS =
            "SELECT " + EventRow.POSITIONS.sql() + " FROM event_counter k WHERE k.tenant_id = ANY ($1)";

    private final Pool pool;
    private final ObjectMapper json;
    private final EventMetrics metrics;
    private final String append;

    EventLog(Pool pool, ObjectMapper json, EventMetrics metrics, EventConfig config) {
        this.pool = pool;
        this.json = json;
        this.metrics = metrics;
        this.append = appendStatement("$1", "$2", config);
    }

    /**
     * Events of one tenant, without gaps.
     *
     * @param unbroken true when they continue where the reader was. A gap after them shows in the next read.
     */
    public record Stretch(List<LoggedEvent> events, boolean unbroken) {}

    /**
     * Where a reader continues.
     *
     * @param end of the log
     * @param resync true when it cannot continue where it was; then {@code cursor} is the end
     */
    public record Start(EventCursor cursor, EventCursor end, boolean resync) {}

    /**
     * The statement that appends events of one tenant, for callers that run it on a session. It must be the last one of
     * its transaction, because it takes the tenant's lock, which is held until the commit.
     *
     * @param tenant a parameter of type {@code uuid}
     * @param bodies a parameter for the result of {@link #encode}
     */
    public static String appendStatement(String tenant, String bodies, EventConfig config) {
        double slotSeconds = Columns.seconds(config.retention()) / SLOTS_KEPT;
        return APPEND.formatted(tenant, bodies, slotSeconds, SLOTS);
    }

    /** Events as the parameter of {@link #appendStatement}. */
    public String encode(List<? extends DomainEvent> events) {
        try {
            return json.writeValueAsString(events.stream().map(EventBody::of).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("An event cannot be written as JSON", e);
        }
    }

    /**
     * Appends events of one tenant, in their order, in the transaction of {@code connection}, as its last statement. No
     * other transaction can append for this tenant until that one has ended.
     */
    public Uni<Void> append(SqlClient connection, UUID tenantId, List<? extends DomainEvent> events) {
        return connection
                .preparedQuery(append)
                .execute(Tuple.of(tenantId, encode(events)))
                .invoke(() -> wrote(events.size()))
                .replaceWithVoid();
    }

    /** Counts events that were appended with {@link #appendStatement}. */
    public void wrote(int events) {
        metrics.written(events);
    }

    /** Up to {@link #PAGE} events after {@code after}; unbroken when there is none. Fails after some seconds. */
    public Uni<Stretch> read(UUID tenantId, EventCursor after) {
        return rows(tenantId, after.seq())
                .map(events ->
                        new Stretch(events, events.isEmpty() || events.get(0).follows(after)));
    }

    /** Up to {@link #PAGE} events from the oldest one in the log. */
    public Uni<Stretch> readOldest(UUID tenantId) {
        return rows(tenantId, 0).map(events -> new Stretch(events, true));
    }

    private Uni<List<LoggedEvent>> rows(UUID tenantId, long seq) {
        return pool.preparedQuery(READ)
                .execute(Tuple.of(tenantId, seq))
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .map(EventLog::events);
    }

    private static List<LoggedEvent> events(RowSet<Row> rows) {
        long now = System.nanoTime();
        List<LoggedEvent> events = new ArrayList<>(rows.size());
        EventCursor last = null;
        for (Row row : rows) {
            LoggedEvent event = EventRow.read(row, now);
            if (last != null && !event.follows(last)) {
                break;
            }
            events.add(event);
            last = event.cursor();
        }
        return events;
    }

    /** The end of the tenant's log. */
    public Uni<EventCursor> position(UUID tenantId) {
        return positions(List.of(tenantId)).map(found -> found.getOrDefault(tenantId, EventCursor.START));
    }

    /**
     * Where a reader continues.
     *
     * @param after where it was; null for a reader that wants only new events
     */
    public Uni<Start> resume(UUID tenantId, EventCursor after) {
        return pool.preparedQuery(POSITION)
                .execute(Tuple.of(tenantId, after == null ? 1L : after.seq() + 1))
                .map(rows -> {
                    Row row = rows.size() == 0 ? null : rows.iterator().next();
                    EventCursor end = row == null ? EventCursor.START : EventRow.POSITION.read(EventRow.END, row);
                    if (after == null || after.equals(end)) {
                        return new Start(end, end, false);
                    }
                    Integer before = row == null ? null : EventRow.POSITION.read(EventRow.MARK_BEFORE, row);
                    boolean goesOn = before != null && before == after.mark();
                    return new Start(goesOn ? after : end, end, !goesOn);
                });
    }

    /** The ends of the logs of some tenants; none for a tenant without events. */
    Uni<Map<UUID, EventCursor>> positions(Collection<UUID> tenants) {
        return pool.preparedQuery(POSITIONS)
                .execute(Tuple.tuple().addArrayOfUUID(tenants.toArray(UUID[]::new)))
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .map(rows -> {
                    Map<UUID, EventCursor> found = new HashMap<>();
                    rows.forEach(row -> found.put(
                            EventRow.POSITIONS.read(EventRow.TENANT, row), EventRow.POSITIONS.read(EventRow.END, row)));
                    return found;
                });
    }
}
