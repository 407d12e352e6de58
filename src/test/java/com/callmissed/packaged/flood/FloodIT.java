package com.callmissed.packaged.flood;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.TestTokens;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hundreds of connections of each kind of attack, against a service with the memory of the image. The service lives,
 * and a caller with a credential hardly notices.
 */
@DisabledIfSystemProperty(named = "packaged.native", matches = "true")
class FloodIT {
    private static final int OF_EACH = Integer.getInteger("flood.connections", 500);
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("flood.seconds", 8));
    /** A machine that does other work, too, is too slow for limits in milliseconds. */
    private static final boolean TIMED = Boolean.getBoolean("flood.timed");

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int LIVENESS_EVERY = 10;
    private static final int WARM_UP = 1_000;
    private static final List<Attack> ATTACKS = List.of(
            Attack.unsigned(),
            Attack.forgedSignature(),
            Attack.unknownPath(),
            Attack.anonymous(),
            Attack.forgedToken(),
            Attack.head(),
            Attack.silence());

    @Test
    void outlivesConnectionsThatFinishNothing() throws Exception {
        try (PackagedApp app = PackagedApp.startAsInTheImage(PackagedApp.production(), "-XX:MaxRAM=768m")) {
            HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
            HttpRequest list =
                    request(app.baseUri() + "/api/v1/conversations", TestTokens.of(UUID.randomUUID(), "owner"));
            HttpRequest liveness = request(app.managementUri() + "/q/health/live", "none");
            for (int i = 0; i < WARM_UP; i++) {
                send(client, list);
            }
            List<Long> lists = new ArrayList<>();
            List<Long> live = new ArrayList<>();
            int port = URI.create(app.baseUri()).getPort();
            long start = System.nanoTime();
            try (HostileConnections hostile = new HostileConnections(port, OF_EACH, ATTACKS)) {
                while (System.nanoTime() - start < TIME.toNanos()) {
                    lists.add(send(client, list));
                    if (lists.size() % LIVENESS_EVERY == 1) {
                        live.add(send(client, liveness));
                    }
                    Thread.sleep(PAUSE.toMillis());
                }
                System.out.printf(
                        "flood: %d connections opened, %d open; list p50 %d, p99 %d ms; liveness at most %d ms%n",
                        hostile.opened(),
                        hostile.open(),
                        percentile(lists, 50),
                        percentile(lists, 99),
                        percentile(live, 100));
            } catch (IOException unanswered) {
                throw new AssertionError(
                        "No response after %d ms; the process lives: %s%n%s"
                                .formatted(
                                        Duration.ofNanos(System.nanoTime() - start)
                                                .toMillis(),
                                        app.process().isAlive(),
                                        app.output()),
                        unanswered);
            }
            if (TIMED) {
                assertThat(percentile(lists, 99)).isLessThan(1000);
                assertThat(percentile(live, 100)).isLessThan(1000);
            }
            assertThat(app.process().isAlive()).isTrue();
            assertThat(app.output()).doesNotContain("OutOfMemoryError");
        }
    }

    private static HttpRequest request(String uri, String token) {
        return HttpRequest.newBuilder(URI.create(uri))
                .header("Authorization", "Bearer " + token)
                .timeout(PATIENCE)
                .build();
    }

    /** Returns the milliseconds that it took. */
    private static long send(HttpClient client, HttpRequest request) throws IOException, InterruptedException {
        long start = System.nanoTime();
        assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    private static long percentile(List<Long> values, int percent) {
        List<Long> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }
}
