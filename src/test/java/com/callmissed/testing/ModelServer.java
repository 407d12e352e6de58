package com.callmissed.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * A model provider on loopback with {@code POST /v1/chat/completions}, which sends the replies that a test chooses.
 * Plain Java, for tests inside the application and for tests that start it as a process. It responds to any number of
 * requests at once, also while it holds some of them. Every method may be called from any thread.
 *
 * <pre>{@code
 * try (ModelServer model = ModelServer.start()) {
 *     model.replies(request -> Reply.text("You asked: " + request.lastOf("user")));
 *     ModelServer.Hold hold = model.hold("order 4711"); // requests that mention it
 *     …                                                  // let the service ask
 *     hold.awaitArrived();                               // the model is at work now
 *     …                                                  // take over
 *     hold.release();                                    // the model responds
 * }
 * }</pre>
 */
public final class ModelServer implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setUseDaemonThread(true));
    private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();
    private final List<Hold> holds = new CopyOnWriteArrayList<>();
    private final int port;
    private volatile Function<Request, Reply> script = request -> Reply.text("A reply of the model");

    private volatile Duration latency = Duration.ZERO;

    private ModelServer(int port) {
        HttpServer http =
                get(vertx.createHttpServer().requestHandler(this::read).listen(port, "127.0.0.1"));
        this.port = http.actualPort();
    }

    /** Listens on a free port. By default it replies "A reply of the model" with 30 tokens. */
    public static ModelServer start() {
        return new ModelServer(0);
    }

    /** Listens at the address of a server that was closed. */
    public static ModelServer inPlaceOf(ModelServer closed) {
        return new ModelServer(closed.port);
    }

    /** For {@code CALLMISSED_AI_BASE_URL}. */
    public String baseUrl() {
        return "http://127.0.0.1:" + port + "/v1";
    }

    /**
     * Sets the reply from now on. The script runs when a request arrives, in the order of arrival and one at a time.
     */
    public ModelServer replies(Function<Request, Reply> script) {
        this.script = script;
        return this;
    }

    /** Sets the time that each response takes from now on, unless it is held. */
    public ModelServer takes(Duration latency) {
        this.latency = latency;
        return this;
    }

    /** Holds the responses to requests that mention {@code text} in any message, from now on until the release. */
    public Hold hold(String text) {
        return hold(request -> request.mentions(text));
    }

    /** Holds the responses to matching requests. When several holds match a request, the oldest one holds it. */
    public Hold hold(Predicate<Request> which) {
        Hold hold = new Hold(which);
        holds.add(hold);
        return hold;
    }

    /** All requests so far, in the order of arrival, held ones included. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The requests that mention {@code text} in any message. */
    public List<Request> requests(String text) {
        return requests.stream().filter(request -> request.mentions(text)).toList();
    }

    /** Closes the connections of held requests. */
    @Override
    public void close() {
        get(vertx.close());
    }

    private void read(HttpServerRequest request) {
        if (!request.path().equals("/v1/chat/completions")) {
            request.response().setStatusCode(404).end();
            return;
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.headers().forEach(headers::put);
        request.body().onSuccess(body -> answer(new Request(headers, json(body)), request.response()));
    }

    private void answer(Request request, HttpServerResponse response) {
        Reply reply = script.apply(request);
        requests.add(request);
        for (Hold hold : holds) {
            if (hold.take(request, () -> vertx.runOnContext(ignored -> reply.write(response)))) {
                return;
            }
        }
        if (latency.isZero()) {
            reply.write(response);
        } else {
            vertx.setTimer(latency.toMillis(), id -> reply.write(response));
        }
    }

    private static JsonNode json(Buffer body) {
        try {
            return JSON.readTree(body.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** One message of a request. */
    public record Turn(String role, String content) {}

    /** A request of the service. The names of {@code headers} are not case-sensitive. */
    public record Request(Map<String, String> headers, JsonNode json) {
        public List<Turn> turns() {
            return StreamSupport.stream(json.path("messages").spliterator(), false)
                    .map(turn -> new Turn(
                            turn.path("role").asText(), turn.path("content").asText()))
                    .toList();
        }

        public boolean mentions(String text) {
            return turns().stream().anyMatch(turn -> turn.content().contains(text));
        }

        /** The newest message of {@code role}; empty when there is none. */
        public String lastOf(String role) {
            return turns().stream()
                    .filter(turn -> turn.role().equals(role))
                    .reduce((earlier, later) -> later)
                    .map(Turn::content)
                    .orElse("");
        }
    }

    /** A response of the provider. A {@code status} of 0 closes the connection without a response. */
    public record Reply(int status, Map<String, String> headers, String body) {
        public static Reply text(String text) {
            return text(text, 30);
        }

        /** @param totalTokens of prompt and reply together */
        public static Reply text(String text, int totalTokens) {
            return json(JSON.valueToTree(Map.of(
                            "object", "chat.completion",
                            "choices",
                                    List.of(Map.of(
                                            "index",
                                            0,
                                            "finish_reason",
                                            "stop",
                                            "message",
                                            Map.of("role", "assistant", "content", text))),
                            "usage",
                                    Map.of(
                                            "prompt_tokens",
                                            totalTokens - 1,
                                            "completion_tokens",
                                            1,
                                            "total_tokens",
                                            totalTokens)))
                    .toString());
        }

        /** Any body with status 200. */
        public static Reply json(String body) {
            return new Reply(200, Map.of("Content-Type", "application/json"), body);
        }

        /** An error with a message of the provider. */
        public static Reply error(int status) {
            return new Reply(
                    status,
                    Map.of("Content-Type", "application/json"),
                    "{\"error\":{\"message\":\"The provider's own words\"}}");
        }

        public Reply retryAfter(String value) {
            return new Reply(status, Map.of("Content-Type", "application/json", "Retry-After", value), body);
        }

        public static Reply hangUp() {
            return new Reply(0, Map.of(), "");
        }

        private void write(HttpServerResponse response) {
            if (response.closed()) {
                return;
            }
            if (status == 0) {
                response.reset();
                return;
            }
            headers.forEach(response::putHeader);
            response.setStatusCode(status).end(body);
        }
    }

    /** Requests whose responses wait. */
    public final class Hold {
        private final Predicate<Request> which;
        private final List<Request> arrived = new CopyOnWriteArrayList<>();
        private final List<Runnable> waiting = new CopyOnWriteArrayList<>();
        private boolean released;

        private Hold(Predicate<Request> which) {
            this.which = which;
        }

        private synchronized boolean take(Request request, Runnable answer) {
            if (released || !which.test(request)) {
                return false;
            }
            arrived.add(request);
            waiting.add(answer);
            notifyAll();
            return true;
        }

        /** Waits until a matching request is held; fails after 30 s. */
        public void awaitArrived() {
            awaitArrived(1);
        }

        /** Waits until {@code count} matching requests were held in total. Fails after 30 s. */
        public synchronized void awaitArrived(int count) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            try {
                for (long left = PATIENCE_SECONDS * 1_000L; arrived.size() < count && left > 0; ) {
                    wait(left);
                    left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
            if (arrived.size() < count) {
                throw new AssertionError("The model was asked " + arrived.size() + " times, not " + count);
            }
        }

        /** The requests that were held so far, in the order of arrival. */
        public List<Request> arrived() {
            return List.copyOf(arrived);
        }

        /** Responds to the held requests. Later requests are not held. A second call has no effect. */
        public synchronized void release() {
            released = true;
            holds.remove(this);
            waiting.forEach(Runnable::run);
            waiting.clear();
        }
    }
}
