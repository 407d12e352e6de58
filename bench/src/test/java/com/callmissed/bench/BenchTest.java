package com.callmissed.bench;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the parts of the benchmark that do not measure. */
@Tag("soak")
class BenchTest {
    @Test
    void onlyPathsHaveARate() {
        try (Bench bench = new Bench(true, null)) {
            assertThatThrownBy(() -> bench.choose(List.of("list", "memory"), false))
                    .isInstanceOf(WrongResult.class)
                    .hasMessage("The scenarios that have a rate are list, list-filtered, list-deep, list-few-bots, "
                            + "list-filtered-few-bots, list-deep-few-bots, one-conversation, newest-messages, "
                            + "ai-draft, status-update, inbound");
        }
    }

    @Test
    void threeAlikeInARowAreWarm() {
        Iterator<Double> stretches =
                DoubleStream.of(100, 101, 110, 112, 120, 118, 115, 0).iterator();
        WarmUp.of(stretches::next);
        assertThat(stretches.next()).isZero();
    }

    @Test
    void warmingUpEnds() {
        AtomicInteger stretches = new AtomicInteger();
        WarmUp.of(() -> 1 << stretches.incrementAndGet());
        assertThat(stretches).hasValue(20);
    }

    @Test
    void aBinaryHasTheOptionsAndTheHeapOfItsImage() {
        assertThat(ImageFlags.binaryOptions()).isEqualTo("-Xmx460m -XX:+ExitOnOutOfMemoryError ");
    }

    @Test
    void onlyJarsCanBeComparedWithAnOlderJar() {
        System.setProperty("packaged.native", "true");
        try (Bench bench = new Bench(true, null)) {
            assertThatThrownBy(() -> bench.choose(List.of("list", "inbound-log"), true))
                    .isInstanceOf(WrongResult.class)
                    .hasMessage("inbound-log compares two jars, so it cannot measure a binary");
        } finally {
            System.clearProperty("packaged.native");
        }
    }

    @Test
    void aProcessIsInMemory() {
        assertThat(Footprint.resident(ProcessHandle.current().pid())).isBetween(10_000_000L, 20_000_000_000L);
    }
}
