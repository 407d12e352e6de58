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
 * @param at in microseconds, the precision of PostgreSQL
 */
public record Cursor(Instant at, UUID id) {
    private static final byte VERSION = 1;
    private static final int BYTES = Byte.BYTES + 3 * Long.BYTES;
    /** 9999-12-31T23:59:59.999999Z. PostgreSQL can compare with later times, too. */
    private static final long LATEST = 253_402_300_799_999_999L;

    public static Cursor of(Instant at, UUID id) {
        return new Cursor(at.truncatedTo(ChronoUnit.MICROS), id);
    }

    /**
     * Parses the result of {@link #toString()}.
     *
     * @throws ApiException malformed_request for any other text
     */
    public static Cursor parse(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            byte version = bytes.get();
            long micros = bytes.getLong();
            Cursor cursor = new Cursor(
                    Instant.EPOCH.plus(micros, ChronoUnit.MICROS), new UUID(bytes.getLong(), bytes.getLong()));
            if (version == VERSION
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
                .put(VERSION)
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, at))
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
