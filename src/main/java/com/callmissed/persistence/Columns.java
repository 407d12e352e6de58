package com.callmissed.persistence;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Converts between the types of the driver and the types of records. Positions start at 0. */
public final class Columns {
    private Columns() {}

    /** Reads a {@code timestamptz}; null stays null. */
    public static Instant instant(Tuple row, int position) {
        OffsetDateTime value = row.getOffsetDateTime(position);
        return value == null ? null : value.toInstant();
    }

    /** Reads a {@code jsonb} object; null stays null. */
    public static Map<String, Object> object(Tuple row, int position) {
        JsonObject value = row.getJsonObject(position);
        return value == null ? null : value.getMap();
    }

    /** Reads a {@code jsonb} object that the statement casts to text; null stays null. */
    public static JsonDocument document(Tuple row, int position) {
        String json = row.getString(position);
        return json == null ? null : new JsonDocument(json);
    }

    /** A {@code bytea}; null stays null. */
    public static byte[] bytes(Tuple row, int position) {
        Buffer value = row.getBuffer(position);
        return value == null ? null : value.getBytes();
    }

    /** Decodes every row, in order. */
    public static <T> List<T> list(RowSet<Row> rows, Function<Row, T> decode) {
        List<T> list = new ArrayList<>(rows.size());
        rows.forEach(row -> list.add(decode.apply(row)));
        return list;
    }

    /** Decodes the first row; null when there is none. */
    public static <T> T first(RowSet<Row> rows, Function<Row, T> decode) {
        return rows.size() == 0 ? null : decode.apply(rows.iterator().next());
    }

    /** Decodes the first row; null when there is none. */
    public static <T> T first(List<Tuple> rows, Function<Tuple, T> decode) {
        return rows.isEmpty() ? null : decode.apply(rows.get(0));
    }

    /** Converts to a parameter of type {@code timestamptz}; null stays null. */
    public static OffsetDateTime timestamp(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    /** Converts to a parameter for {@code make_interval(secs => …)}. */
    public static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** Converts to a parameter of type {@code jsonb}; null stays null. */
    public static JsonObject json(Map<String, Object> object) {
        return object == null ? null : new JsonObject(object);
    }
}
