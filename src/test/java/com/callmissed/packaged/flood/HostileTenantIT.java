package com.callmissed.packaged.flood;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

import io.vertx.core.json.JsonObject;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

import com.callmissed.testing.Api;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.TestTokens;

import static org.assertj.core.api.Assertions.assertThat;

/** 300 and 400 writers of one tenant write to one conversation. Another tenant hardly notices. */
@DisabledIfSystemProperty(named = "packaged.native", matches = "true")
class HostileTenantIT {
    private static final int ROUNDS = Integer.getInteger("flood.rounds", 40);
    /** A machine that does other work, too, is too slow for limits in milliseconds. */
    private static final boolean TIMED = Boolean.getBoolean("flood.timed");

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(20);
    /** Used in turns, so that the result of an earlier look-up is no longer cached. */
    private static final int KEYS = 100;

    private static final int WARM_UP = 100;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private PackagedApp app;

    @Test
    void servesAnotherTenantMeanwhile() throws Exception {
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.put("CALLMISSED_JWT_RATE_LIMIT_RPM", "0");
        try (PackagedApp started = PackagedApp.startAsInTheImage(environment, "-XX:MaxRAM=768m")) {
            app = started;
            String hostile = TestTokens.of(UUID.randomUUID(), "owner");
            String other = TestTokens.of(UUID.randomUUID(), "owner");
            String attacked = messagesOfNewConversation(hostile);
            String quiet = messagesOfNewConversation(other);
            List<String> keys = IntStream.range(0, KEYS)
                    .mapToObj(i -> created(other, "/api/v1/keys", """
                            {"name":"key","scopes":["conversations:read"]}""").getString("key"))
                    .toList();
            for (int i = 0; i < WARM_UP; i++) {
                send(write(quiet, other), 201);
            }
            for (int writers : new int[] {300, 400}) {
                attack(writers, attacked, hostile, quiet, other, keys);
            }
        }
    }

    private void attack(int writers, String attacked, String hostile, String quiet, String other, List<String> keys)
            throws Exception {
        List<Long> writes = new ArrayList<>();
        List<Long> lookUps = new ArrayList<>();
        List<Long> ready = new ArrayList<>();
        Map<String, Integer> responses;
        try (HostileWriters attack = new HostileWriters(writers, attacked, hostile)) {
            for (int i = 0; i < ROUNDS; i++) {
                writes.add(send(write(quiet, other), 201));
                lookUps.add(send(get(quiet + "?limit=1", keys.get(lookUps.size() % KEYS)), 200));
                ready.add(send(get(app.managementUri() + "/q/health/ready", "none"), 200));
                Thread.sleep(PAUSE.toMillis());
            }
            Awaitility.await().atMost(PATIENCE).until(() -> attack.responses().containsKey("201"));
            responses = attack.responses();
        }
        System.out.printf(
                "%d hostile writers got %s; write p50 %d, p99 %d ms; key p50 %d, p99 %d ms; readiness at most %d ms%n",
                writers,
                responses,
                percentile(writes, 50),
                percentile(writes, 99),
                percentile(lookUps, 50),
                percentile(lookUps, 99),
                percentile(ready, 100));
        // 503: on a busy machine a writer waits too long for the lock of its own conversation.
        assertThat(responses.keySet()).isSubsetOf(Set.of("201", "429", "503"));
        if (TIMED) {
            assertThat(percentile(writes, 99)).isLessThan(1000);
            assertThat(percentile(lookUps, 99)).isLessThan(1000);
        }
    }

    /** Returns the address of the messages. */
    private String messagesOfNewConversation(String token) {
        String bot = created(token, "/api/v1/bots", """
                {"name":"Front desk","type":"whatsapp","system_prompt":""}""").getString("id");
        String conversation = created(
                        token,
                        "/api/v1/conversations",
                        new JsonObject()
                                .put("bot_id", bot)
                                .put("channel", "whatsapp")
                                .put("external_id", Api.randomNumber())
                                .encode())
                .getString("id");
        return app.baseUri() + "/api/v1/conversations/" + conversation + "/messages";
    }

    private JsonObject created(String token, String path, String body) {
        try {
            HttpResponse<String> response =
                    client.send(post(app.baseUri() + path, token, body), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
            return new JsonObject(response.body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpRequest write(String messages, String token) {
        return post(messages, token, """
                {"role":"user","content":"Hello"}""");
    }

    private static HttpRequest post(String uri, String token, String body) {
        return request(uri, token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static HttpRequest get(String uri, String token) {
        return request(uri, token).build();
    }

    private static HttpRequest.Builder request(String uri, String token) {
        return HttpRequest.newBuilder(URI.create(uri))
                .header("Authorization", "Bearer " + token)
                .timeout(PATIENCE);
    }

    /** Returns the milliseconds that it took. */
    private long send(HttpRequest request, int status) throws IOException, InterruptedException {
        long start = System.nanoTime();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode())
                .as(request.uri() + ": " + response.body())
                .isEqualTo(status);
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    private static long percentile(List<Long> values, int percent) {
        List<Long> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }
}
