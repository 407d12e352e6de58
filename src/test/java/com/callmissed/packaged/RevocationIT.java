package com.callmissed.packaged;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.Replicas;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.SocketClient.Closed;
import com.callmissed.testing.TestTokens;

import static org.assertj.core.api.Assertions.assertThat;

/** A credential that ends at one process also ends at the other, for requests and for open sockets. */
class RevocationIT {
    private static final String PATH = "/ws/conversations";
    private static final Duration PROMISE = Duration.ofSeconds(5);

    private static Replicas replicas;

    private final UUID tenant = UUID.randomUUID();
    private final String owner = TestTokens.of(tenant, "owner");

    @BeforeAll
    static void start() {
        replicas = Replicas.two(PackagedApp.production());
    }

    @AfterAll
    static void stop() {
        replicas.close();
    }

    @Test
    void aRevokedKeyIsDeadEverywhereWithinFiveSeconds() {
        JsonNode key = createKey();
        endsEverywhere(key, () -> assertThat(
                        send("DELETE", "/api/v1/keys/" + key.path("id").asText())
                                .status())
                .isEqualTo(204));
    }

    @Test
    void aRotatedKeyIsDeadEverywhereWithinFiveSecondsAndItsSuccessorLives() {
        JsonNode key = createKey();
        endsEverywhere(key, () -> {
            Replicas.Answer rotated =
                    send("POST", "/api/v1/keys/" + key.path("id").asText() + "/rotate");
            assertThat(rotated.status()).isEqualTo(200);
            String successor = rotated.body().path("key").asText();
            assertThat(status(0, successor)).isEqualTo(200);
            assertThat(status(1, successor)).isEqualTo(200);
            open(1, successor).close();
        });
    }

    /** The processes use both keys all the time, so that their cache entries are always fresh. */
    private void endsEverywhere(JsonNode key, Runnable end) {
        String text = key.path("key").asText();
        String staying = createKey().path("key").asText();
        try (SocketClient here = open(0, text);
                SocketClient there = open(1, text);
                SocketClient other = open(1, staying)) {
            assertThat(status(0, text)).isEqualTo(200);
            assertThat(status(1, text)).isEqualTo(200);

            long closed = closed();

            end.run();

            Awaitility.await()
                    .atMost(PROMISE)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> status(0, text) == 401 && status(1, text) == 401 && !here.isOpen() && !there.isOpen());
            assertThat(closed()).isEqualTo(closed + 2);
            assertThat(here.closed()).isEqualTo(new Closed(1008, "credential revoked"));
            assertThat(there.closed()).isEqualTo(new Closed(1008, "credential revoked"));
            assertThat(get(1, text).body().at("/error/code").asText()).isEqualTo("invalid_api_key");
            assertThat(status(1, staying)).isEqualTo(200);
            assertThat(other.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "key"})
    void whatExpiresEndsEverywhere(String kind) {
        Instant end = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 8);
        String credential = kind.equals("token")
                ? TestTokens.sign(TestTokens.claims(tenant, "agent").expiresAt(end))
                : createKey(Map.of("name", "Short", "scopes", List.of("*"), "expires_at", end.toString()))
                        .path("key")
                        .asText();
        try (SocketClient here = open(0, credential);
                SocketClient there = open(1, credential)) {
            assertThat(status(0, credential)).isEqualTo(200);
            assertThat(status(1, credential)).isEqualTo(200);

            Awaitility.await()
                    .atMost(Duration.between(Instant.now(), end.plus(PROMISE)))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> status(0, credential) == 401
                            && status(1, credential) == 401
                            && !here.isOpen()
                            && !there.isOpen());
            assertThat(Instant.now()).isAfterOrEqualTo(end);
            assertThat(here.closed().code()).isEqualTo(1008);
            assertThat(there.closed().code()).isEqualTo(1008);
            assertThat(get(1, credential).body().at("/error/code").asText())
                    .isEqualTo(kind.equals("token") ? "token_expired" : "invalid_api_key");
        }
    }

    private JsonNode createKey() {
        return createKey(Map.of("name", "Reader", "scopes", List.of("conversations:read")));
    }

    private JsonNode createKey(Map<String, ?> key) {
        Replicas.Answer created =
                replicas.send(0, owner, "POST", "/api/v1/keys", key).join();
        assertThat(created.status()).isEqualTo(201);
        return created.body();
    }

    private Replicas.Answer send(String method, String path) {
        return replicas.send(0, owner, method, path, Map.of()).join();
    }

    private static long closed() {
        return replicas.count("callmissed_socket_closed_total", "reason=\"credential_revoked\"");
    }

    private static Replicas.Answer get(int app, String credential) {
        return replicas.get(app, credential, "/api/v1/conversations").join();
    }

    private static int status(int app, String credential) {
        return get(app, credential).status();
    }

    private static SocketClient open(int app, String credential) {
        return SocketClient.open(
                        URI.create(replicas.address(app)), PATH, Map.of("Authorization", "Bearer " + credential))
                .ready();
    }
}
