package com.callmissed.lifecycle;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.callmissed.testing.LoggedLines;

import static org.assertj.core.api.Assertions.assertThat;

class LogFloodFilterTest {
    private final LogFloodFilter filter = new LogFloodFilter();

    @Test
    void passesTwoOfAKindInASecond() {
        assertThat(IntStream.range(0, 5).filter(i -> passes(Level.WARNING, "away: %s", 1_000 + i)))
                .hasSize(2);
        assertThat(passes(Level.WARNING, "another", 1_500)).isTrue();
        assertThat(passes(Level.WARNING, "away: %s", 2_000)).isTrue();
    }

    @Test
    void passesNineInASecondAndTheirCount() {
        try (LoggedLines logged = LoggedLines.atEveryLevel()) {
            assertThat(IntStream.range(0, 20).filter(i -> passes(Level.SEVERE, "kind " + i, 5_000)))
                    .hasSize(9);
            assertThat(passes(Level.SEVERE, "kind 0", 6_000)).isTrue();
            assertThat(passes(Level.SEVERE, "kind 0", 7_000)).isTrue();
            assertThat(logged.lines().stream().filter(line -> line.startsWith(LogFloodFilter.class.getName())))
                    .containsExactly(LogFloodFilter.class.getName()
                            + " 11 more warnings and errors like the ones above were left out");
        }
    }

    @Test
    void neverLimitsOrdinaryLines() {
        assertThat(IntStream.range(0, 100).filter(i -> passes(Level.INFO, "started", 1_000)))
                .hasSize(100);
    }

    private boolean passes(Level level, String message, long millis) {
        LogRecord entry = new LogRecord(level, message);
        entry.setLoggerName("test");
        entry.setInstant(Instant.ofEpochMilli(millis));
        return filter.isLoggable(entry);
    }
}
