package com.callmissed.events;

import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.http.Cursor;
import com.callmissed.persistence.Ids;

import static org.assertj.core.api.Assertions.assertThat;

class EventCursorTest {
    @Test
    void survivesTheWayToTheClientAndBack() {
        EventCursor cursor = new EventCursor(1_042, 2_147_483_646);

        assertThat(EventCursor.parse(cursor.toString())).isEqualTo(cursor);
        assertThat(cursor.toString()).matches("[A-Za-z0-9_-]+");
        assertThat(EventCursor.parse(EventCursor.START.toString())).isEqualTo(EventCursor.START);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "0", "1042", "null", "AgAAAAAAAAAA", "AgAAAAAAAAAAAAAAAA==", "%", "AgAAAAAAAAAAAAAAAAA"
            })
    void isNothingElse(String text) {
        assertThat(EventCursor.parse(text)).isNull();
    }

    @Test
    void isNoCursorOfAListAndNeverNegative() {
        assertThat(EventCursor.parse(Cursor.of(Ids.now(), new Ids().next()).toString()))
                .isNull();
        byte[] negative = {2, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 1};
        assertThat(EventCursor.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(negative)))
                .isNull();
    }
}
