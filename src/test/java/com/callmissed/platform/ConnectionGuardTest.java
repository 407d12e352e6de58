package com.callmissed.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.callmissed.platform.ConnectionGuard.Limits;
import com.callmissed.platform.ConnectionGuard.Refusal;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionGuardTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();
    private ConnectionGuard guard;
    private int port;
    private long answerAfter;

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void closesAHeadThatTakesTooLong() throws IOException {
        start(new Limits(SHORT, LONG, LONG, 100, 0), address -> true);
        Socket silent = connect();
        Socket slow = connect();
        send(slow, "GET / HTTP/1.1\r\nHost:");
        awaitEnd(silent);
        awaitEnd(slow);
        assertThat(refusals).containsExactly(Refusal.SLOW_HEAD, Refusal.SLOW_HEAD);
    }

    @Test
    void closesALaterHeadThatTakesTooLong() throws IOException {
        start(new Limits(SHORT, LONG, LONG, 100, 0), address -> true);
        Socket socket = connect();
        send(socket, GET);
        assertThat(line(socket)).isEqualTo("HTTP/1.1 200 OK");
        send(socket, "G");
        awaitEnd(socket);
        assertThat(refusals).containsExactly(Refusal.SLOW_HEAD);
    }

    @Test
    void closesABodyThatTakesTooLong() throws IOException {
        start(new Limits(LONG, SHORT, LONG, 100, 0), address -> true);
        Socket socket = connect();
        send(socket, POST + "{");
        awaitEnd(socket);
        assertThat(refusals).containsExactly(Refusal.SLOW_BODY);
    }

    @Test
    void closesAnIdleConnection() throws IOException {
        start(new Limits(LONG, LONG, SHORT, 100, 0), address -> true);
        Socket socket = connect();
        send(socket, POST + "{}");
        awaitEnd(socket);
        assertThat(refusals).containsExactly(Refusal.IDLE);
    }

    @Test
    void waitsForTheServiceItself() throws IOException {
        answerAfter = 1_500;
        start(new Limits(SHORT, SHORT, SHORT, 100, 0), address -> true);
        Socket socket = connect();
        send(socket, GET);
        assertThat(line(socket)).isEqualTo("HTTP/1.1 200 OK");
    }

    @Test
    void leavesSocketsAlone() throws IOException, InterruptedException {
        start(new Limits(SHORT, SHORT, SHORT, 100, 0), address -> true);
        Socket socket = connect();
        send(
                socket,
                "GET /socket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        assertThat(line(socket)).isEqualTo("HTTP/1.1 101 Switching Protocols");
        // The time itself is what is tested.
        Thread.sleep(3 * SHORT.toMillis());
        assertThat(guard.count()).isEqualTo(1);
        assertThat(refusals).isEmpty();
    }

    @Test
    void closesTheConnectionOfAClientThatDoesNotRead() throws IOException {
        start(new Limits(LONG, LONG, SHORT, 100, 0), address -> true);
        Socket socket = connect();
        send(socket, GET.replace("GET /", "GET /large"));
        Awaitility.await().untilAsserted(() -> assertThat(refusals).containsExactly(Refusal.SLOW_READER));
        Awaitility.await().until(() -> guard.count() == 0);
    }

    @Test
    void acceptsNoMoreThanItsLimit() throws IOException {
        start(new Limits(LONG, LONG, LONG, 3, 0), address -> true);
        for (int i = 0; i < 3; i++) {
            send(connect(), GET);
        }
        awaitEnd(connect());
        assertThat(refusals).containsExactly(Refusal.TOO_MANY_CONNECTIONS);
        assertThat(line(sockets.get(0))).isEqualTo("HTTP/1.1 200 OK");

        sockets.get(0).close();
        Awaitility.await().until(() -> guard.count() == 2);
        Socket next = connect();
        send(next, GET);
        assertThat(line(next)).isEqualTo("HTTP/1.1 200 OK");
    }

    @Test
    void acceptsNoMoreOfOneAddressThanItsLimit() throws IOException {
        start(new Limits(LONG, LONG, LONG, 100, 2), address -> false);
        connect();
        connect();
        awaitEnd(connect());
        assertThat(refusals).containsExactly(Refusal.TOO_MANY_CONNECTIONS_OF_ADDRESS);
        assertThat(guard.count()).isEqualTo(2);

        Socket other = new Socket("127.0.0.1", port, InetAddress.getByName("127.0.0.2"), 0);
        sockets.add(other);
        send(other, GET);
        assertThat(line(other)).isEqualTo("HTTP/1.1 200 OK");

        sockets.get(0).close();
        Awaitility.await().until(() -> guard.count() == 2);
        Socket next = connect();
        send(next, GET);
        assertThat(line(next)).isEqualTo("HTTP/1.1 200 OK");
    }

    @Test
    void doesNotLimitExemptAddresses() throws IOException {
        start(new Limits(LONG, LONG, LONG, 100, 1), InetAddress::isLoopbackAddress);
        for (int i = 0; i < 5; i++) {
            Socket socket = connect();
            send(socket, GET);
            assertThat(line(socket)).isEqualTo("HTTP/1.1 200 OK");
        }
        assertThat(refusals).isEmpty();
    }

    private void start(Limits limits, Predicate<InetAddress> unlimited) {
        HttpServerOptions options =
                new HttpServerOptions().setHost("127.0.0.1").setPort(0).setHttp2ClearTextEnabled(false);
        HttpServer server = vertx.createHttpServer(options).requestHandler(request -> {
            if (request.path().equals("/socket")) {
                request.toWebSocket();
            } else if (request.path().equals("/large")) {
                request.response().end("a".repeat(64 * 1024 * 1024));
            } else {
                request.endHandler(end -> vertx.setTimer(
                        Math.max(1, answerAfter), late -> request.response().end()));
            }
        });
        port = server.listen().toCompletionStage().toCompletableFuture().join().actualPort();
        guard = new ConnectionGuard(limits, unlimited, refusals::add);
        guard.install(vertx, port, options);
        vertx.setPeriodic(50, tick -> guard.sweep());
        awaitInstalled();
    }

    /** The guard counts from the moment at which it is installed. */
    private void awaitInstalled() {
        Awaitility.await().until(() -> {
            try (Socket probe = new Socket("127.0.0.1", port)) {
                send(probe, GET);
                line(probe);
                return guard.count() > 0;
            }
        });
        Awaitility.await().until(() -> guard.count() == 0);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        sockets.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = socket.getInputStream().read();
        while (next >= 0 && next != '\n') {
            line.append((char) next);
            next = socket.getInputStream().read();
        }
        return line.toString().strip();
    }

    /** Reads until the service closes the connection. */
    private static void awaitEnd(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }
}
