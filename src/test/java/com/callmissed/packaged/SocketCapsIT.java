package com.callmissed.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Management;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.SocketClient.Refused;
import com.callmissed.testing.TestTokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The limits of sockets: three of a tenant, five in all. */
class SocketCapsIT {
    private static final String TENANT_IS_FULL = "Too many sockets: a tenant may have 3 at once on one server";
    private static final String SERVER_IS_FULL = "Too many sockets: this server can hold no more";

    private static PackagedApp app;

    private final UUID tenant = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();
    private final List<SocketClient> sockets = new ArrayList<>();

    @BeforeAll
    static void start() {
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.put("CALLMISSED_SOCKET_MAX_PER_TENANT", "3");
        environment.put("CALLMISSED_SOCKET_MAX_PER_REPLICA", "5");
        app = PackagedApp.start(environment);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @AfterEach
    void closeAll() {
        sockets.forEach(SocketClient::close);
        awaitSlots(0);
    }

    @Test
    void refusesATenantThatHasItsShareAndNoOther() {
        double before = refusals();
        open(tenant, 3);

        assertRefused(refused(tenant), "3", TENANT_IS_FULL);

        open(other, 1);
        assertThat(refusals()).isEqualTo(before + 1);
        assertThat(metric("callmissed_socket_open")).isEqualTo(4);
    }

    @Test
    void aClosedSocketMakesRoom() {
        open(tenant, 3);
        sockets.remove(0).close();
        awaitSlots(2);

        open(tenant, 1);
        assertRefused(refused(tenant), "3", TENANT_IS_FULL);
    }

    @Test
    void refusesEverybodyWhenTheServerIsFull() {
        open(tenant, 3);
        open(other, 2);

        assertRefused(refused(UUID.randomUUID()), "5", SERVER_IS_FULL);
        assertRefused(refused(other), "5", SERVER_IS_FULL);
    }

    @Test
    void isNotOvershotByABurst() {
        List<SocketClient> opened = Parallel.run(30, i -> {
            try {
                return connect(tenant);
            } catch (Refused full) {
                assertRefused(full, "3", TENANT_IS_FULL);
                return null;
            }
        });
        opened.stream().filter(Objects::nonNull).forEach(sockets::add);

        assertThat(sockets).hasSize(3);
        sockets.forEach(SocketClient::ready);
    }

    @Test
    void handshakesThatAreCutLeakNothing() {
        String token = TestTokens.of(tenant, "agent");
        Parallel.run(4, thread -> {
            for (int i = 0; i < 100; i++) {
                cutAfterTheRequest(token, i % 2 == 0);
            }
            return null;
        });
        awaitSlots(0);

        open(tenant, 3);
        assertRefused(refused(tenant), "3", TENANT_IS_FULL);
    }

    @Test
    void refusedHandshakesLeakNothing() {
        for (int i = 0; i < 100; i++) {
            Refused foreign = catchThrowableOfType(
                    Refused.class, () -> connect(tenant, Map.of("Origin", "https://evil.example")));
            assertThat(foreign.status()).isEqualTo(403);
            String token = TestTokens.of(tenant, "agent");
            Refused badCursor = catchThrowableOfType(
                    Refused.class,
                    () -> SocketClient.open(base(), "/ws/conversations?after=nonsense&token=" + token, Map.of()));
            assertThat(badCursor.status()).isEqualTo(400);
        }

        open(tenant, 3);
        for (int i = 0; i < 100; i++) {
            assertThat(refused(tenant).status()).isEqualTo(429);
        }
        assertThat(metric("callmissed_socket_slots")).isEqualTo(3);
    }

    @Test
    void socketsThatBreakLeakNothing() {
        for (int i = 0; i < 50; i++) {
            open(tenant, 3);
            sockets.forEach(SocketClient::breakOff);
            sockets.clear();
            awaitSlots(0);
        }
    }

    private void open(UUID by, int count) {
        for (int i = 0; i < count; i++) {
            sockets.add(connect(by).ready());
        }
    }

    private static Refused refused(UUID by) {
        return catchThrowableOfType(Refused.class, () -> connect(by));
    }

    private static SocketClient connect(UUID by) {
        return connect(by, Map.of());
    }

    private static SocketClient connect(UUID by, Map<String, String> headers) {
        return SocketClient.open(base(), "/ws/conversations?token=" + TestTokens.of(by, "agent"), headers);
    }

    private static void assertRefused(Refused answer, String limit, String message) {
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Retry-After")).isEqualTo("10");
        assertThat(answer.header("X-RateLimit-Limit")).isEqualTo(limit);
        assertThat(answer.header("X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(answer.body())
                .isEqualTo("{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"" + message
                        + "\",\"type\":\"rate_limit_error\",\"request_id\":\"" + answer.header("X-Request-Id")
                        + "\"}}");
    }

    /** @param hard with a reset instead of a regular close */
    private static void cutAfterTheRequest(String token, boolean hard) {
        String handshake = "GET /ws/conversations?token=" + token + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        try (Socket socket = new Socket(base().getHost(), base().getPort())) {
            socket.setSoLinger(hard, 0);
            socket.getOutputStream().write(handshake.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitSlots(int expected) {
        Awaitility.await().untilAsserted(() -> assertThat(metric("callmissed_socket_slots"))
                .isEqualTo(expected));
    }

    private static double refusals() {
        return metric("callmissed_socket_refusals_total{reason=\"rate_limit_exceeded\"}");
    }

    /** Returns zero when the metric does not exist yet. */
    private static double metric(String name) {
        return Management.given(app)
                .get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static URI base() {
        return URI.create(app.baseUri());
    }
}
