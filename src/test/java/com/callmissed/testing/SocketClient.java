package com.callmissed.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;

/** A WebSocket client that tests can wait on. Waiting ends with an error after ten seconds. */
public final class SocketClient implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;
    private static final int LARGEST = 16 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setUseDaemonThread(true));
    private static final WebSocketClient CLIENT = VERTX.createWebSocketClient(new WebSocketClientOptions()
            .setMaxConnections(10_000)
            .setMaxFrameSize(LARGEST)
            .setMaxMessageSize(LARGEST)
            .setReceiveBufferSize(4_096));

    private final ClientWebSocket socket;
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();

    /** The handlers are set before the connection is made, so that no frame slips through. */
    private SocketClient(ClientWebSocket socket) {
        this.socket = socket;
        socket.textMessageHandler(frames::add);
        socket.closeHandler(ignored -> closed.complete(
                new Closed(socket.closeStatusCode() == null ? -1 : socket.closeStatusCode(), socket.closeReason())));
        socket.exceptionHandler(ignored -> {});
    }

    /** A handshake that was answered with something else than 101. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient UpgradeRejectedException answer;

        Refused(UpgradeRejectedException answer) {
            super(answer);
            this.answer = answer;
        }

        public int status() {
            return answer.getStatus();
        }

        public String header(String name) {
            return answer.getHeaders().get(name);
        }

        public String body() {
            return String.valueOf(answer.getBody());
        }
    }

    /** How the server closed; {@code code} is -1 when the connection broke without a closing frame. */
    public record Closed(int code, String reason) {}

    /** @param base where the service listens, such as {@code http://localhost:8081} */
    public static SocketClient withToken(URI base, String token) {
        return open(base, "/ws/conversations?token=" + token, Map.of());
    }

    /** @throws Refused when the service does not open the socket */
    public static SocketClient open(URI base, String path, Map<String, String> headers) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(base.getHost())
                .setPort(base.getPort())
                .setURI(path);
        headers.forEach(options::addHeader);
        SocketClient client = new SocketClient(CLIENT.webSocket());
        try {
            client.socket
                    .connect(options)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return client;
        } catch (Exception e) {
            if (e.getCause() instanceof UpgradeRejectedException answer) {
                throw new Refused(answer);
            }
            throw new AssertionError("The socket did not open", e);
        }
    }

    /** The next frame, waiting for it. */
    public String next() {
        try {
            String frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("No frame came; closed: " + closed.getNow(null));
            }
            return frame;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public List<String> next(int count) {
        List<String> next = new ArrayList<>(count);
        while (next.size() < count) {
            next.add(next());
        }
        return next;
    }

    public JsonNode nextJson() {
        try {
            return JSON.readTree(next());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the first frame, which says that every later event will come. */
    public SocketClient ready() {
        String first = next();
        if (!first.equals("{\"type\":\"ready\"}")) {
            throw new AssertionError("Not ready: " + first);
        }
        return this;
    }

    /** The frames that have come and were not read, after a round trip that flushes what was under way. */
    public List<String> rest() {
        send("{\"type\":\"ping\"}");
        List<String> rest = new ArrayList<>();
        for (String frame = next(); !frame.equals("{\"type\":\"pong\"}"); frame = next()) {
            rest.add(frame);
        }
        return rest;
    }

    /** The frames that have come and were not read. */
    public List<String> drain() {
        List<String> drained = new ArrayList<>();
        frames.drainTo(drained);
        return drained;
    }

    public void send(String text) {
        socket.writeTextMessage(text);
    }

    public void sendBinary(byte[] bytes) {
        socket.writeBinaryMessage(Buffer.buffer(bytes));
    }

    /** Stops reading from the network until {@link #resume}. */
    public void pause() {
        socket.pause();
    }

    public void resume() {
        socket.resume();
    }

    /** Waits until the server has closed. */
    public Closed closed() {
        try {
            return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("The socket is still open", e);
        }
    }

    public boolean isOpen() {
        return !socket.isClosed();
    }

    @Override
    public void close() {
        socket.close();
    }
}
