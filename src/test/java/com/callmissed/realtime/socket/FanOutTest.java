package com.callmissed.realtime.socket;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.EventWriter;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.TestEvent;
import com.callmissed.testing.TestTokens;

import static org.assertj.core.api.Assertions.assertThat;

/** Sends events from several threads to the sockets of two tenants, while other sockets open and close. */
@QuarkusTest
class FanOutTest {
    private static final int PUBLISHERS = 3;
    private static final int SOCKETS = 4;
    private static final int EACH = 60;
    private static final int ROUNDS = 5;

    @TestHTTPResource
    URI base;

    @Inject
    EventWriter events;

    private final UUID red = UUID.randomUUID();
    private final UUID blue = UUID.randomUUID();
    private final ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS + 2);

    @Test
    void givesEachSocketEachEventOfItsTenantOnceAndInOneOrder() throws Exception {
        List<SocketClient> reds = open(red);
        List<SocketClient> blues = open(blue);
        AtomicBoolean done = new AtomicBoolean();
        List<Future<List<List<String>>>> visitors =
                List.of(threads.submit(() -> visit(red, done)), threads.submit(() -> visit(blue, done)));

        List<String> redFrames = new ArrayList<>();
        List<String> blueFrames = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            publish(round);
            redFrames.addAll(received(reds));
            blueFrames.addAll(received(blues));
        }
        done.set(true);

        assertComplete(redFrames, "red");
        assertComplete(blueFrames, "blue");
        for (List<String> visit : visitors.get(0).get()) {
            assertStretchOf(redFrames, visit);
        }
        for (List<String> visit : visitors.get(1).get()) {
            assertStretchOf(blueFrames, visit);
        }
        Stream.concat(reds.stream(), blues.stream()).forEach(socket -> {
            assertThat(socket.rest()).isEmpty();
            socket.close();
        });
        threads.shutdown();
    }

    private List<SocketClient> open(UUID tenant) {
        String token = TestTokens.of(tenant, "agent");
        return Stream.generate(() -> SocketClient.withToken(base, token).ready())
                .limit(SOCKETS)
                .toList();
    }

    /** Opens a socket, reads a little and closes it, repeatedly. Returns what each socket got. */
    private List<List<String>> visit(UUID tenant, AtomicBoolean done) {
        String token = TestTokens.of(tenant, "agent");
        List<List<String>> visits = new ArrayList<>();
        while (!done.get()) {
            try (SocketClient socket = SocketClient.withToken(base, token).ready()) {
                visits.add(socket.rest());
            }
        }
        return visits;
    }

    private void publish(int round) throws Exception {
        CyclicBarrier start = new CyclicBarrier(PUBLISHERS);
        List<Future<?>> publishers = new ArrayList<>();
        for (int p = 0; p < PUBLISHERS; p++) {
            String name = ":" + p + ":";
            publishers.add(threads.submit(() -> {
                start.await();
                for (int i = 0; i < EACH; i++) {
                    events.publish(TestEvent.of(red, "red" + name + (round * EACH + i)));
                    events.publish(TestEvent.of(blue, "blue" + name + (round * EACH + i)));
                }
                return null;
            }));
        }
        for (Future<?> publisher : publishers) {
            publisher.get();
        }
    }

    /** The events of this round for all sockets of a tenant, the same for each. */
    private static List<String> received(List<SocketClient> sockets) {
        List<String> first = sockets.get(0).next(PUBLISHERS * EACH);
        for (SocketClient socket : sockets.subList(1, sockets.size())) {
            assertThat(socket.next(PUBLISHERS * EACH)).isEqualTo(first);
        }
        return first;
    }

    private static void assertComplete(List<String> frames, String colour) {
        List<String> values = frames.stream()
                .map(frame -> frame.replaceAll(".*\"value\":\"(.*?)\".*", "$1"))
                .toList();
        for (int p = 0; p < PUBLISHERS; p++) {
            String name = colour + ":" + p + ":";
            assertThat(values.stream().filter(value -> value.startsWith(name)))
                    .containsExactlyElementsOf(IntStream.range(0, ROUNDS * EACH)
                            .mapToObj(i -> name + i)
                            .toList());
        }
        assertThat(values).hasSize(ROUNDS * PUBLISHERS * EACH);
    }

    private static void assertStretchOf(List<String> all, List<String> stretch) {
        assertThat(Collections.indexOfSubList(all, stretch)).isNotNegative();
    }
}
