package com.callmissed.realtime.socket;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.callmissed.realtime.ConnectionLimiter;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.SocketClient.Refused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Slots are freed, over real connections. The test replaces everything after the admission. */
class SocketAdmissionTest {
    private final Vertx vertx = Vertx.vertx();
    private final ConnectionLimiter limiter = new ConnectionLimiter("sockets", 1_000, 1_000);
    private final SocketAdmission admission = new SocketAdmission(limiter);

    @AfterEach
    void stop() {
        vertx.close();
    }

    @Test
    void keepsTheSlotWhileTheSocketIsOpen() throws Exception {
        URI server = serve(SocketAdmissionTest::upgrade);
        SocketClient first = SocketClient.open(server, "/", Map.of());
        try (SocketClient second = SocketClient.open(server, "/", Map.of())) {
            assertThat(limiter.taken()).isEqualTo(2);
            first.close();
            awaitTaken(1);
            assertThat(second.isOpen()).isTrue();
        }
        awaitTaken(0);
    }

    @Test
    void givesTheSlotOfARefusedHandshakeBack() throws Exception {
        URI server = serve(context -> context.response().setStatusCode(400).end());
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> SocketClient.open(server, "/", Map.of())).isInstanceOf(Refused.class);
        }
        awaitTaken(0);
    }

    @Test
    void givesTheSlotOfARefusedHandshakeBackWhileTheConnectionLivesOn() throws Exception {
        URI server = serve(context -> context.response().setStatusCode(400).end());
        try (KeptConnection connection = new KeptConnection(server)) {
            for (int i = 0; i < 100; i++) {
                assertThat(connection.get()).isEqualTo("HTTP/1.1 400 Bad Request");
                awaitTaken(0);
            }
        }
    }

    @Test
    void givesTheSlotOfAFailedHandshakeBack() throws Exception {
        URI server = serve(context -> context.fail(503));
        assertThatThrownBy(() -> SocketClient.open(server, "/", Map.of())).isInstanceOf(Refused.class);
        awaitTaken(0);
    }

    @Test
    void givesTheSlotBackWhenThePeerLeavesBeforeTheAnswer() throws Exception {
        CountDownLatch waiting = new CountDownLatch(20);
        URI server = serve(context -> waiting.countDown()); // and never responds
        List<KeptConnection> peers =
                Stream.generate(() -> new KeptConnection(server)).limit(20).toList();
        peers.forEach(KeptConnection::ask);
        assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(limiter.taken()).isEqualTo(20);

        peers.forEach(KeptConnection::close);

        awaitTaken(0);
    }

    @Test
    void givesTheSlotBackWhenThePeerLeftBeforeItWasTaken() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        URI server = serve(Router.router(vertx), router -> router.route().handler(context -> {
            context.request().connection().closeHandler(closed -> {
                admission.admit(UUID.randomUUID(), context);
                gone.countDown();
            });
            arrived.countDown();
        }));
        KeptConnection peer = new KeptConnection(server);
        peer.ask();
        assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();

        peer.close();

        assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        awaitTaken(0);
    }

    private URI serve(Handler<RoutingContext> afterwards) throws Exception {
        return serve(Router.router(vertx), router -> {
            router.route().handler(context -> {
                admission.admit(UUID.randomUUID(), context);
                context.next();
            });
            router.route().handler(afterwards);
        });
    }

    private URI serve(Router router, Consumer<Router> routes) throws Exception {
        routes.accept(router);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    private static void upgrade(RoutingContext context) {
        context.request().toWebSocket();
    }

    private void awaitTaken(int expected) {
        Awaitility.await().untilAsserted(() -> assertThat(limiter.taken()).isEqualTo(expected));
    }

    /** A peer that only sends requests, on one connection. */
    private static final class KeptConnection implements AutoCloseable {
        private static final byte[] HANDSHAKE = """
                GET / HTTP/1.1\r
                Host: localhost\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                \r
                """.getBytes(StandardCharsets.US_ASCII);

        private final Socket socket;
        private final BufferedReader in;

        private KeptConnection(URI server) {
            try {
                socket = new Socket(server.getHost(), server.getPort());
                socket.setSoTimeout(10_000);
                in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void ask() {
            try {
                socket.getOutputStream().write(HANDSHAKE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The status line of a response without a body. */
        private String get() throws IOException {
            ask();
            String status = in.readLine();
            while (!in.readLine().isEmpty()) {
                // The headers.
            }
            return status;
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
