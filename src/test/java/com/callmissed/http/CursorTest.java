package com.callmissed.http;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CursorTest {
    private static final UUID ID = UUID.fromString("0199c0de-0000-7000-8000-000000000001");

    @Test
    void readsWhatItWrote() {
        Cursor cursor = Cursor.of(Instant.parse("2026-11-22T13:00:00.123456789Z"), ID);

        assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
        assertThat(cursor.at()).isEqualTo(Instant.parse("2026-11-22T13:00:00.123456Z"));
        assertThat(cursor.toString()).matches("[A-Za-z0-9_-]{34}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "not a cursor", "AQ", "%00", "💥", "AQAGRDzLDMAAAZnA3gAAcACAAAAAAAAAAR"})
    void refusesWhatIsNoCursor(String text) {
        assertRefused(text);
    }

    @Test
    void refusesACursorOfAnotherOrder() {
        Cursor activity = Cursor.of(Cursor.Order.LAST_ACTIVITY, Instant.EPOCH, ID);
        assertThat(Cursor.parse(Cursor.Order.LAST_ACTIVITY, activity.toString()))
                .isEqualTo(activity);
        assertRefused(activity.toString());
        String creation = Cursor.of(Instant.EPOCH, ID).toString();
        assertRefused(() -> Cursor.parse(Cursor.Order.LAST_ACTIVITY, creation));
    }

    @Test
    void refusesAnotherVersionATailPaddingAndTimesThatTheDatabaseCannotHold() {
        assertRefused(encode(3, 0, 0));
        assertRefused(encode(1, -1, 0));
        assertRefused(encode(1, Long.MIN_VALUE, 0));
        assertRefused(encode(1, Long.MAX_VALUE, 0));
        assertRefused(encode(1, 0, 1));
        assertRefused(Cursor.of(Instant.EPOCH, ID) + "==");
        assertThat(Cursor.parse(encode(1, 0, 0)).at()).isEqualTo(Instant.EPOCH);
    }

    private static void assertRefused(String text) {
        assertRefused(() -> Cursor.parse(text));
    }

    private static void assertRefused(ThrowingCallable parse) {
        assertThatThrownBy(parse).isInstanceOfSatisfying(ApiException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_REQUEST);
            assertThat(e).hasMessage("bad cursor");
        });
    }

    private static String encode(int version, long micros, int tail) {
        byte[] bytes = ByteBuffer.allocate(25 + tail)
                .put((byte) version)
                .putLong(micros)
                .putLong(ID.getMostSignificantBits())
                .putLong(ID.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
