package com.callmissed.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

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
import com.callmissed.persistence.LargeValues;
import com.callmissed.persistence.RowType;
import com.callmissed.telemetry.StoredTrace;

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
            RETURNING seq
            """;

    /** The most events that one read returns. */
    public static final int PAGE = 100;

    /** In bytes. A longer event is left to {@link #readLarge}, so that a page is not large. */
    public static final int LONGEST = 8_192;

    /** A read that takes longer fails; the reader repeats it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The limit is a literal: with a parameter PostgreSQL plans for a tenth of the log and may sort it. */
    private static final String READ = """
            SELECT %s
            FROM event e
            WHERE e.tenant_id = $1 AND e.seq > $2
            ORDER BY e.seq
            LIMIT %d
            """.formatted(EventRow.LIGHT.sql(), PAGE);

    private static final String READ_LARGE = LargeValues.inOrder(
            "SELECT " + EventRow.TYPE.sql() + " FROM event e WHERE e.tenant_id = $1 AND e.seq = %s",
            "$2::bigint + 1",
            "p.e_seq + 1",
            PAGE,
            List.of("e_body"));

    private static final String POSITION =
            "SELECT " + EventRow.POSITION.sql() + " FROM event_counter k WHERE k.tenant_id = $1";

    private static final String POSITIONS =
            "SELECT " + EventRow.POSITIONS.sql() + " FROM event_counter k WHERE k.tenant_id = ANY ($1)";

    private final Pool pool;
    private final ObjectMapper json;
    private final EventMetrics metrics;
    private final EventTraces traces;
    private final String append;

    EventLog(Pool pool, ObjectMapper json, EventMetrics metrics, EventTraces traces, EventConfig config) {
        this.pool = pool;
        this.json = json;
        this.metrics = metrics;
        this.traces = traces;
        this.append = appendStatement(config);
    }

    /**
     * Events of one tenant, without gaps. A gap after them shows in the next read.
     *
     * @param unbroken true when they continue where the reader was
     * @param large the place of a large event directly after them; null if the next event is not large
     * @param end the last event that the read has seen, also after a large one; null for none
     * @param more whether more events may follow
     */
    public record Stretch(
            List<LoggedEvent> events, boolean unbroken, EventCursor large, EventCursor end, boolean more) {}

    /**
     * Where a reader continues.
     *
     * @param end of the log
     * @param resync true when it cannot continue where it was; then {@code cursor} is the end
     */
    public record Start(EventCursor cursor, EventCursor end, boolean resync) {}

    /**
     * The statement that appends events of one tenant, for callers that run it on a session. Its parameters are the
     * tenant and the result of {@link #encode}. It returns the {@code seq} of each event, for {@link #wrote}. It must
     * be the last one of its transaction, because it takes the tenant's lock, which is held until the commit.
     */
    String appendStatement() {
        return append;
    }

    /** The same for these settings, for the benchmark. */
    public static String appendStatement(EventConfig config) {
        return APPEND.formatted("$1", "$2", Columns.seconds(config.retention()) / SLOTS_KEPT, SLOTS);
    }

    /** Events as the parameter of {@link #appendStatement}. */
    public String encode(List<? extends DomainEvent> events) {
        return encode(json, events);
    }

    static String encode(ObjectMapper json, List<? extends DomainEvent> events) {
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
        String trace = StoredTrace.current();
        return connection
                .preparedQuery(append)
                .execute(Tuple.of(tenantId, encode(events)))
                .invoke(rows -> rows.forEach(row -> wrote(tenantId, row.getLong(0), trace)))
                .replaceWithVoid();
    }

    /**
     * Counts an event that was appended with {@link #appendStatement}.
     *
     * @param trace of its transaction, from {@link StoredTrace}; null without one
     */
    void wrote(UUID tenantId, long seq, String trace) {
        metrics.written(1);
        traces.written(tenantId, seq, trace);
    }

    /**
     * Up to {@link #PAGE} events after {@code after}, and only those before the first large one; unbroken when there is
     * none. Fails after some seconds.
     */
    public Uni<Stretch> read(UUID tenantId, EventCursor after) {
        return rows(READ, tenantId, after.seq()).map(rows -> stretch(rows, EventRow.LIGHT::read, after));
    }

    /** Like {@link #read}, from the oldest event in the log. */
    public Uni<Stretch> readOldest(UUID tenantId) {
        return rows(READ, tenantId, 0).map(rows -> stretch(rows, EventRow.LIGHT::read, null));
    }

    /**
     * Events of any size directly after {@code after}, as many as fit into {@link LargeValues#PAGE_BYTES}, but at
     * least one. Read them with {@code LargeReads}. Fails after some seconds.
     *
     * @param after null when {@code seq} is the number of the first event
     */
    public Uni<Stretch> readLarge(UUID tenantId, EventCursor after, long seq) {
        return rows(READ_LARGE, tenantId, seq - 1)
                .map(rows -> stretch(rows, row -> EventRow.IN_ORDER.read(EventRow.TYPE, row), after));
    }

    private Uni<RowSet<Row>> rows(String sql, UUID tenantId, long seq) {
        return pool.preparedQuery(sql)
                .execute(Tuple.of(tenantId, seq))
                .ifNoItem()
                .after(PATIENCE)
                .fail();
    }

    /** @param after null for any */
    private static Stretch stretch(RowSet<Row> rows, Function<Row, RowType.Columns> columns, EventCursor after) {
        long now = System.nanoTime();
        List<LoggedEvent> events = new ArrayList<>(rows.size());
        EventCursor last = after;
        EventCursor large = null;
        for (Row row : rows) {
            LoggedEvent event = EventRow.read(columns.apply(row), now);
            if (last != null && !event.follows(last)) {
                return new Stretch(events, last != after, large, last, large != null);
            }
            last = event.cursor();
            if (event.frame() == null && large == null) {
                large = last;
            }
            if (large == null) {
                events.add(event);
            }
        }
        return new Stretch(events, true, large, last, large != null || rows.size() == PAGE);
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
