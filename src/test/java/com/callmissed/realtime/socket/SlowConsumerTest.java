package com.callmissed.realtime.socket;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.EventWriter;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.TestEvent;
import com.callmissed.testing.TestTokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A peer that stops reading, over a real connection. */
@QuarkusTest
class SlowConsumerTest {
    private static final int BATCH = 50;
    private static final int MOST_BATCHES = 200;
    private static final String PADDING = "x".repeat(8_000);

    @TestHTTPResource
    URI base;

    @Inject
    EventWriter events;

    @Inject
    Subscriptions subscriptions;

    @Inject
    MeterRegistry meters;

    private final UUID tenant = UUID.randomUUID();
    private int published;

    @Test
    void isClosedWhileOthersGetEverything() {
        try (SocketClient healthy = open();
                SocketClient slow = open();
                SocketClient gone = open()) {
            double before = evictions();
            slow.pause();
            gone.pause();

            List<String> all = new ArrayList<>();
            for (int batch = 0; batch < MOST_BATCHES && evictions() < before + 2; batch++) {
                publishBatch();
                all.addAll(healthy.next(BATCH));
            }
            assertThat(evictions()).isEqualTo(before + 2);
            assertThat(values(all)).isEqualTo(numbers(published));

            slow.resume();
            assertThat(slow.closed()).isEqualTo(new SocketClient.Closed(4408, "slow consumer"));
            List<String> seen = slow.drain();
            assertThat(seen).isEqualTo(all.subList(0, seen.size())).hasSizeLessThan(all.size());

            publishBatch();
            assertThat(values(healthy.next(BATCH)))
                    .containsExactlyElementsOf(numbers(published).subList(published - BATCH, published));
            // a peer that never reads again cannot keep its connection open either
            await().atMost(Duration.ofSeconds(12))
                    .untilAsserted(() -> assertThat(subscriptions.of(tenant)).hasSize(1));
        }
    }

    /** Each ping has a response. The limit on frames comes long before these fill any memory. */
    @Test
    void isClosedWhenItOnlyPings() {
        try (SocketClient slow = open()) {
            double before = closed("too_many_frames");
            slow.pause();
            for (int i = 0; i < 10_000 && closed("too_many_frames") == before; i++) {
                slow.ping(new byte[125]);
            }
            assertThat(closed("too_many_frames")).isEqualTo(before + 1);

            slow.resume();
            assertThat(slow.closed()).isEqualTo(new SocketClient.Closed(4429, "too many frames"));
        }
    }

    private SocketClient open() {
        return SocketClient.withToken(base, TestTokens.of(tenant, "agent")).ready();
    }

    private void publishBatch() {
        events.publish(IntStream.range(0, BATCH)
                .mapToObj(i -> TestEvent.of(tenant, published++ + ":" + PADDING))
                .toArray(TestEvent[]::new));
    }

    private double evictions() {
        return meters.get("callmissed.socket.evictions").counter().count();
    }

    private double closed(String reason) {
        Counter counter =
                meters.find("callmissed.socket.closed").tag("reason", reason).counter();
        return counter == null ? 0 : counter.count();
    }

    private static List<Integer> numbers(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    private static List<Integer> values(List<String> frames) {
        return frames.stream()
                .map(frame -> Integer.valueOf(frame.replaceAll(".*\"value\":\"(\\d+):.*", "$1")))
                .toList();
    }
}
