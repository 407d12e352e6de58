package com.callmissed.http;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 9110, sections 10.2.3 and 5.6.7. */
class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-06-06T11:55:00Z");

    @ParameterizedTest
    @CsvSource({"0, PT0S", "' 7 ', PT7S", "007, PT7S", "120, PT2M"})
    void understandsSeconds(String header, Duration wait) {
        assertThat(RetryAfter.parse(header, NOW)).contains(wait);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "99999999999",
                "999999999999999999",
                "9223372036854775807",
                "9223372036854775808",
                "99999999999999999999999999",
                "Sat, 06 Jun 2099 11:55:30 GMT"
            })
    void boundsWhatIsTooLongForAnyone(String header) {
        assertThat(RetryAfter.parse(header, NOW)).contains(Duration.ofDays(3_650));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sat, 06 Jun 2026 11:55:30 GMT",
                "Saturday, 06-Jun-26 11:55:30 GMT",
                "Sat Jun  6 11:55:30 2026",
                " Sat, 06 Jun 2026 11:55:30 GMT "
            })
    void understandsDates(String header) {
        assertThat(RetryAfter.parse(header, NOW)).contains(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sat, 06 Jun 2026 11:55:00 GMT",
                "Sat, 06 Jun 2026 11:00:00 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994"
            })
    void doesNotWaitForAPastDate(String header) {
        assertThat(RetryAfter.parse(header, NOW)).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "soon",
                "-1",
                "+1",
                "1.5",
                "1 s",
                "\u0667",
                "2026-06-06T11:55:30Z",
                "Sat, 06 Jun 2026",
                "Mon, 06 Jun 2026 11:55:30 GMT"
            })
    void takesAnythingElseForNothing(String header) {
        assertThat(RetryAfter.parse(header, NOW)).isEmpty();
    }
}
