package com.callmissed.outbound;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import com.callmissed.background.Backoff;

import static org.assertj.core.api.Assertions.assertThat;

class BreakerTest {
    private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(5), Duration.ofSeconds(20));

    private final AtomicLong now = new AtomicLong();
    private final Breaker breaker = new Breaker(3, PAUSES, now::get);

    @Test
    void opensAtTheLimit() {
        assertThat(breaker.unanswered("1")).isFalse();
        assertThat(breaker.unanswered("2")).isFalse();
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.unanswered("3")).isTrue();
        assertThat(breaker.isOpen()).isTrue();
        assertThat(breaker.admits()).isFalse();
    }

    @Test
    void countsOnlyWhatIsInARow() {
        breaker.unanswered("1");
        breaker.unanswered("2");
        breaker.answered();
        breaker.unanswered("3");
        breaker.unanswered("4");
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void probesWithOneRequestAfterThePause() {
        open();
        pass(Duration.ofSeconds(5).minusNanos(1));
        assertThat(breaker.admits()).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(breaker.admits()).isTrue();
        breaker.begin("probe");
        breaker.made("probe");
        assertThat(breaker.admits()).isFalse();
        pass(Duration.ofDays(1));
        assertThat(breaker.admits()).isFalse();
    }

    @Test
    void replacesAProbeThatWaitsForItsMessage() {
        open();
        pass(Duration.ofSeconds(5));
        breaker.begin("waiting");
        pass(Duration.ofSeconds(3).minusNanos(1));
        assertThat(breaker.admits()).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(breaker.admits()).isTrue();
        breaker.begin("next");
        breaker.made("next");
        breaker.made("waiting");
        breaker.unanswered("waiting");
        breaker.notMade("waiting");
        pass(Duration.ofDays(1));
        assertThat(breaker.admits()).isFalse();
        breaker.answered();
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void waitsLongerAfterEachVainProbe() {
        open();
        for (int pause : new int[] {5, 10, 20, 20, 20}) {
            pass(Duration.ofSeconds(pause).minusNanos(1));
            assertThat(breaker.admits()).isFalse();
            pass(Duration.ofNanos(1));
            breaker.begin("probe");
            assertThat(breaker.unanswered("probe")).isFalse();
            assertThat(breaker.isOpen()).isTrue();
        }
    }

    @Test
    void closesWithAnyResponse() {
        open();
        pass(Duration.ofSeconds(5));
        breaker.begin("probe");
        breaker.answered();
        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.admits()).isTrue();
        open();
        pass(Duration.ofSeconds(5));
        assertThat(breaker.admits()).as("pauses begin with the first one again").isTrue();
    }

    @Test
    void ignoresLateRequestsWhileItIsOpen() {
        open();
        pass(Duration.ofSeconds(4));
        assertThat(breaker.unanswered("late")).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(breaker.admits()).isTrue();
        breaker.begin("probe");
        breaker.unanswered("late");
        breaker.notMade("late");
        assertThat(breaker.admits()).isFalse();
    }

    @Test
    void replacesAProbeThatWasNotMade() {
        open();
        pass(Duration.ofSeconds(5));
        breaker.begin("probe");
        breaker.notMade("probe");
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.isOpen()).isTrue();
    }

    private void open() {
        breaker.unanswered("1");
        breaker.unanswered("2");
        breaker.unanswered("3");
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
