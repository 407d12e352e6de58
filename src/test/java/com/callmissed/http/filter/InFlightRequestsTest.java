package com.callmissed.http.filter;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.Management;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.TestTokens;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@QuarkusTest
class InFlightRequestsTest {
    private static final int LARGE = 32 * 1024 * 1024;

    /** Responds when a test allows it, or with more data than the network takes at once. */
    @Singleton
    static class Routes {
        final BlockingQueue<RoutingContext> held = new LinkedBlockingQueue<>();

        void register(@Observes Router router) {
            router.get("/test/in-flight/held").handler(held::add);
            router.get("/test/in-flight/large").handler(context -> context.end("x".repeat(LARGE)));
        }

        RoutingContext arrived() throws InterruptedException {
            return held.poll(10, TimeUnit.SECONDS);
        }
    }

    @TestHTTPResource
    URI base;

    @Inject
    InFlightRequests requests;

    @Inject
    Routes routes;

    @BeforeEach
    void rest() {
        awaitNone();
    }

    @Test
    void countsARequestUntilItIsAnswered() throws Exception {
        try (Socket client = get("/test/in-flight/held")) {
            RoutingContext context = routes.arrived();
            assertThat(requests.count()).isEqualTo(1);
            context.vertx().runOnContext(nothing -> context.end("done"));
            awaitNone();
            assertThat(client.getInputStream().read()).isEqualTo('H');
        }
    }

    @Test
    void countsAnAnswerUntilASlowClientHasLetTheNetworkTakeItsEnd() throws Exception {
        try (Socket client = get("/test/in-flight/large")) {
            InputStream in = client.getInputStream();
            in.readNBytes(1_000);
            Management.given().get("/q/health/live").then().statusCode(200);
            assertThat(requests.count()).isEqualTo(1);
            in.readNBytes(LARGE - 1_000);
            awaitNone();
        }
    }

    @Test
    void forgetsAClientThatLeaves() throws Exception {
        Socket unanswered = get("/test/in-flight/held");
        Socket halfAnswered = get("/test/in-flight/large");
        routes.arrived();
        halfAnswered.getInputStream().readNBytes(1_000);
        assertThat(requests.count()).isEqualTo(2);

        unanswered.close();
        halfAnswered.close();
        awaitNone();
    }

    /** The REST layer replaces the response's only close handler. */
    @Test
    void forgetsAClientThatLeavesAnEndpointAtWork() throws Exception {
        Api api = Api.ofFreshTenant();
        String id = api.openConversation(api.createBot("Front desk"), "voice", "+1");
        try (HeldTransaction held =
                HeldTransaction.of("SELECT FROM conversation WHERE id = ? FOR UPDATE", UUID.fromString(id))) {
            Socket client = send(
                    "PUT /api/v1/conversations/" + id + "/status",
                    "Authorization: Bearer " + TestTokens.of(api.tenant(), "owner")
                            + "\r\nContent-Type: application/json\r\nContent-Length: 22\r\n",
                    "{\"status\":\"completed\"}");
            held.awaitBlocked();
            assertThat(requests.count()).isEqualTo(1);

            client.close();
            awaitNone();
        }
    }

    @Test
    void countsNeitherSocketsNorThePlatformsPages() {
        await().until(requests::areOver);
        try (SocketClient socket = SocketClient.withToken(base, TestTokens.of(UUID.randomUUID(), "agent"))) {
            socket.next();
            Management.given().get("/q/health/live").then().statusCode(200);
            assertThat(requests.count()).isZero();
            assertThat(requests.areOver()).isTrue();
        }
    }

    @Test
    void areOverOnlyAfterAQuietSecond() {
        long before = System.nanoTime();
        given().get("/api/v1/nothing").then().statusCode(404);
        await().until(requests::areOver);
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
    }

    private void awaitNone() {
        await().until(() -> requests.count() == 0);
    }

    private Socket get(String path) throws IOException {
        return send("GET " + path, "", "");
    }

    private Socket send(String operation, String headers, String body) throws IOException {
        Socket client = new Socket();
        client.setReceiveBufferSize(8_192);
        client.connect(new InetSocketAddress(base.getHost(), base.getPort()));
        client.getOutputStream()
                .write((operation + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII));
        return client;
    }
}
