package com.callmissed.http;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;

import com.callmissed.http.error.ApiException;

/**
 * The position in a list after which the next page starts: the sort key and the id of the last row of this page.
 * Clients get it as an opaque string.
 *
 * @param order what {@code at} is; a cursor of one order is not valid in another
 * @param at in microseconds, the precision of PostgreSQL
 */
public record Cursor(Order order, Instant at, UUID id) {
    /** The order of a list. */
    public enum Order {
        CREATION(1),
        LAST_ACTIVITY(2);

        private final byte mark;

        Order(int mark) {
            this.mark = (byte) mark;
        }
    }

    private static final int BYTES = Byte.BYTES + 3 * Long.BYTES;
    /** 9999-12-31T23:59:59.999999Z. PostgreSQL can compare with later times, too. */
    private static final long LATEST = 253_402_300_799_999_999L;

    /** A position in a list by time of creation. */
    public static Cursor of(Instant at, UUID id) {
        return of(Order.CREATION, at, id);
    }

    public static Cursor of(Order order, Instant at, UUID id) {
        return new Cursor(order, at.truncatedTo(ChronoUnit.MICROS), id);
    }

    /** Parses a position in a list by time of creation. */
    public static Cursor parse(String text) {
        return parse(Order.CREATION, text);
    }

    /**
     * Parses the result of {@link #toString()}.
     *
     * @throws ApiException malformed_request for any other text, and for a cursor of another order
     */
    public static Cursor parse(Order order, String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            byte mark = bytes.get();
            long micros = bytes.getLong();
            Cursor cursor = new Cursor(
                    order, Instant.EPOCH.plus(micros, ChronoUnit.MICROS), new UUID(bytes.getLong(), bytes.getLong()));
            if (mark == order.mark
                    && micros >= 0
                    && micros <= LATEST
                    && cursor.toString().equals(text)) {
                return cursor;
            }
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            // Falls through: the text is not a cursor of this service.
        }
        throw ApiException.malformed("bad cursor");
    }

    /** The opaque form, safe in a URL. */
    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .put(order.mark)
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, at))
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
