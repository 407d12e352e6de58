package com.callmissed.bench;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/**
 * An HTTP client of one service. Any status other than the expected one is a {@link WrongResult}, which is {@link
 * Refused} for one of them.
 */
final class Client implements AutoCloseable {
    private static final int CONNECTIONS = 64;
    private static final long REQUEST_MILLIS = 30_000;
    private static final int MOST_TRIES = 10;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String address;
    private final HttpClient http;

    Client(Vertx vertx, int port) {
        address = "http://127.0.0.1:" + port;
        http = vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(port)
                .setMaxPoolSize(CONNECTIONS)
                .setMaxWaitQueueSize(-1)
                .setTcpNoDelay(true));
    }

    /** The address of the service, without a path. */
    String address() {
        return address;
    }

    Future<Buffer> get(String token, String path) {
        return send(HttpMethod.GET, path, Map.of("Authorization", "Bearer " + token), Buffer.buffer(), 200);
    }

    Future<JsonObject> post(String token, String path, JsonObject body, int status) {
        return json(HttpMethod.POST, token, path, body, status);
    }

    Future<JsonObject> put(String token, String path, JsonObject body) {
        return json(HttpMethod.PUT, token, path, body, 200);
    }

    /** The headers of a request with a JSON body. */
    static Map<String, String> json(String token) {
        return Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json");
    }

    private Future<JsonObject> json(HttpMethod method, String token, String path, JsonObject body, int status) {
        return send(method, path, json(token), body.toBuffer(), status).map(Buffer::toJsonObject);
    }

    Future<Buffer> send(HttpMethod method, String path, Map<String, String> headers, Buffer body, int status) {
        return http.request(method, path).compose(request -> {
            headers.forEach(request::putHeader);
            // Read here, on the event loop. On another thread the body could end before it is requested.
            return request.idleTimeout(REQUEST_MILLIS).send(body).compose(response -> response.body()
                    .map(answer -> {
                        if (response.statusCode() != status && Refused.is(response.statusCode())) {
                            throw new Refused(response.statusCode(), method + " " + path + " was refused: " + answer);
                        }
                        WrongResult.unless(
                                response.statusCode() == status,
                                "%s %s returned %d %s",
                                method,
                                path,
                                response.statusCode(),
                                answer);
                        return answer;
                    }));
        });
    }

    /** Returns the status of the response, whatever it is. */
    Future<Integer> status(HttpMethod method, String path) {
        return http.request(method, path)
                .compose(request -> request.idleTimeout(REQUEST_MILLIS).send().compose(response -> response.body()
                        .map(body -> response.statusCode())));
    }

    /** Waits on a thread that may block. {@code what} is named in the failure after {@code patience}. */
    static <T> T await(String what, Future<T> future, Duration patience) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof WrongResult wrong ? wrong : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new WrongResult("Not done within " + patience + ": " + what);
        }
    }

    /**
     * The same for a request that may be made more than once: again after a pause while the service refuses it. For the
     * preparation of a measurement.
     */
    static <T> T insist(String what, Supplier<Future<T>> request, Duration patience) {
        for (int tries = 1; true; tries++) {
            try {
                return await(what, request.get(), patience);
            } catch (Refused refused) {
                if (tries == MOST_TRIES) {
                    throw refused;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
