package com.callmissed.realtime.socket;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Management;
import com.callmissed.testing.RawHttp;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.TestTokens;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * All log output, at the finest level of the build and with an access log of every part of a URI, and every metric.
 * None of it contains a token.
 */
@QuarkusTest
class TokenSecrecyTest {
    private static final String ACCESS_LOG = "io.quarkus.http.access-log";

    private static final String OWN_ACCESS_LOG = "com.callmissed.http.filter.AccessLog";

    private static final String TEST_CLIENT = "org.apache.http";

    @TestHTTPResource
    URI base;

    private final UUID tenant = UUID.randomUUID();
    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final PatternFormatter format = new PatternFormatter("%c %m%e");
    private final Handler capture = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (!entry.getLoggerName().startsWith(TEST_CLIENT)) {
                logged.add(format.format(entry));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private final Logger root = LogContext.getLogContext().getLogger("");
    private final Logger access = LogContext.getLogContext().getLogger(ACCESS_LOG);
    private final Logger ownAccess = LogContext.getLogContext().getLogger(OWN_ACCESS_LOG);
    private Handler[] handlers;
    private java.util.logging.Level level;

    @BeforeEach
    void listen() {
        handlers = root.getHandlers();
        level = root.getLevel();
        root.setHandlers(new Handler[] {capture});
        root.setLevel(Level.DEBUG);
        access.addHandler(capture);
        ownAccess.addHandler(capture);
    }

    @AfterEach
    void restore() {
        access.removeHandler(capture);
        ownAccess.removeHandler(capture);
        root.setLevel(level);
        root.setHandlers(handlers);
    }

    @Test
    void neverShowsAToken() {
        String good = TestTokens.of(tenant, "owner");
        String narrow = TestTokens.sign(TestTokens.claims(tenant, "owner").claim("scope", "bots:read"));
        String expired = TestTokens.sign(
                TestTokens.claims(tenant, "owner").expiresAt(Instant.now().minusSeconds(60)));
        String forged = good.substring(0, good.length() - 8) + "AAAAAAAA";
        String key = "cm_live_thisIsNotAKeyButLooksLikeOne";

        SocketClient.withToken(base, good).ready().close();
        for (String token : List.of(narrow, expired, forged, key)) {
            refused("/ws/conversations?token=" + token, Map.of());
        }
        refused("/ws/conversations?token=" + good, Map.of("Origin", "https://evil.example"));
        refused("/ws/conversations?token=" + good + "&token=" + good, Map.of());
        SocketClient.open(base, "/ws/conversations?Token=" + good, Map.of())
                .ready()
                .close();
        refused("/ws/conversations?%74oken=" + narrow, Map.of());
        for (String unreadable : List.of("/ws/conversations?token=" + good + "%zz", "/ws/%zz?token=" + good)) {
            assertThat(RawHttp.send("GET " + unreadable + " HTTP/1.1").status()).isEqualTo(400);
        }
        refused("/ws/conversation?token=" + good, Map.of());
        refused("//ws//conversations/x?token=" + good, Map.of());
        refused("/ws/conversations?token=" + good + "&padding=" + "x".repeat(20_000), Map.of());
        given().queryParam("token", good).get("/ws/conversations").then().statusCode(400);
        given().queryParam("token", good).post("/ws/conversations").then().statusCode(405);

        await().untilAsserted(() -> assertThat(logged)
                .anyMatch(line -> line.startsWith(ACCESS_LOG) && line.contains("POST /ws/conversations")));
        assertThat(logged).anyMatch(line -> line.startsWith(ACCESS_LOG) && line.contains("401"));
        await().untilAsserted(() -> assertThat(logged)
                .anyMatch(line ->
                        line.startsWith(OWN_ACCESS_LOG) && line.contains("route=/ws/conversations status=405")));
        String metrics = Management.given()
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(metrics).contains("callmissed_socket_refusals_total{reason=\"token_expired\"");
        for (String token : List.of(good, narrow, expired, forged, key)) {
            for (String part : token.split("\\.")) {
                assertThat(logged).noneMatch(line -> part.length() > 30 && line.contains(part));
                assertThat(metrics).doesNotContain(part);
            }
        }
    }

    private void refused(String path, Map<String, String> headers) {
        assertThatThrownBy(() -> SocketClient.open(base, path, headers)).isInstanceOf(SocketClient.Refused.class);
    }
}
