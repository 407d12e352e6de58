package com.callmissed.events;

import java.util.UUID;

import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.persistence.LargeValues;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.RowType.Column;
import com.callmissed.persistence.RowType.Columns;
import com.callmissed.persistence.RowType.Declaration;
import com.callmissed.persistence.SelectList;

/** The columns of an event, and those of the end of a log, as the statements of {@link EventLog} select them. */
final class EventRow {
    private static final double NANOS_PER_SECOND = 1e9;

    private static final Declaration EVENT = new Declaration("e");
    private static final Column<Long> SEQ = EVENT.column("seq", Tuple::getLong);
    private static final Column<Integer> MARK = EVENT.integer("mark");
    private static final Column<Integer> PREVIOUS_MARK = EVENT.integer("prev_mark");
    private static final Column<String> BODY = EVENT.computed("body", "e.body::text", Tuple::getString);
    private static final Column<Double> AGE_SECONDS = EVENT.computed(
            "age_seconds", "extract(epoch FROM clock_timestamp() - e.written_at)::float8", Tuple::getDouble);

    /** For a statement that names the event {@code e}. */
    static final RowType<Columns> TYPE = EVENT.decodedBy(row -> row);

    /** The same without the body of a large event. */
    static final RowType<Columns> LIGHT = TYPE.with(BODY, LargeValues.json("e.body", EventLog.LONGEST));

    static final SelectList IN_ORDER = SelectList.of(LargeValues.NUMBERED, TYPE);

    private static final Declaration COUNTER = new Declaration("k");
    private static final Column<Long> LAST_SEQ = COUNTER.column("last_seq", Tuple::getLong);
    private static final Column<Integer> LAST_MARK = COUNTER.integer("mark");

    /** The end of a log, for a statement that names its counter {@code k}. */
    static final RowType<EventCursor> END =
            COUNTER.decodedBy(row -> new EventCursor(LAST_SEQ.in(row), LAST_MARK.in(row)));

    /** Whose log it is. */
    static final RowType<UUID> TENANT = RowType.of("tenant", "k.tenant_id", Tuple::getUUID);

    /** The mark before the event at {@code $2} of the tenant {@code $1}; null when the log does not have that event. */
    static final RowType<Integer> MARK_BEFORE = RowType.of(
            "mark_before",
            "(SELECT e.prev_mark FROM event e WHERE e.tenant_id = $1 AND e.seq = $2)",
            Tuple::getInteger);

    static final SelectList POSITION = SelectList.of(END, MARK_BEFORE);
    static final SelectList POSITIONS = SelectList.of(TENANT, END);

    private EventRow() {}

    /** @param now {@link System#nanoTime} when the row was read */
    static LoggedEvent read(Columns row, long now) {
        long age = (long) (AGE_SECONDS.in(row) * NANOS_PER_SECOND);
        return LoggedEvent.of(
                new EventCursor(SEQ.in(row), MARK.in(row)), PREVIOUS_MARK.in(row), now - age, BODY.in(row));
    }
}
