package com.callmissed.whatsapp.graph;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;

import com.callmissed.outbound.SendResult;
import com.callmissed.outbound.SendResult.TryLater;
import com.callmissed.outbound.SendResult.Unknown;

/**
 * One send request in two phases. Before there is a connection, nothing can have been written. After that, the outcome
 * is unknown until the response has been read. Everything except {@link #cancel} runs on one context, so that the
 * phases and the timer cannot race.
 */
final class GraphCall {
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final String LATE = "WhatsApp could not be reached in time";
    private static final String BROKEN = "The connection to WhatsApp broke before its response";

    private final Vertx vertx;
    private final Context context;
    private final Duration timeout;
    private final long began = System.nanoTime();
    private final String accessToken;
    private final Consumer<SendResult> receiver;
    private HttpClientRequest request;
    private boolean ended;
    private long timer;
    private volatile boolean cancelled;

    /**
     * Prepares a request.
     *
     * @param receiver is called once on {@code context}, but never after a cancellation
     */
    GraphCall(Vertx vertx, Context context, Duration timeout, String accessToken, Consumer<SendResult> receiver) {
        this.vertx = vertx;
        this.context = context;
        this.timeout = timeout;
        this.accessToken = accessToken;
        this.receiver = receiver;
    }

    void start(HttpClient http, RequestOptions options, Buffer message) {
        context.runOnContext(ignored -> {
            timer = vertx.setTimer(timeout.toMillis(), id -> giveUp());
            http.request(options).onComplete(connection -> connected(connection, message));
        });
    }

    /** Aborts the request. What has not been written yet is not written any more. May be called from any thread. */
    void cancel() {
        cancelled = true;
        context.runOnContext(ignored -> {
            if (end()) {
                abort();
            }
        });
    }

    private void connected(AsyncResult<HttpClientRequest> connection, Buffer message) {
        if (connection.failed()) {
            end(TryLater.unreachable("WhatsApp could not be reached"));
            return;
        }
        request = connection.result();
        request.exceptionHandler(broken -> end(new Unknown(BROKEN)));
        if (isLate()) {
            end(TryLater.unreachable(LATE));
        }
        if (ended || cancelled) {
            abort();
            return;
        }
        request.send(message).onComplete(this::answered);
    }

    private void answered(AsyncResult<HttpClientResponse> answer) {
        if (answer.failed()) {
            end(new Unknown(BROKEN));
            return;
        }
        HttpClientResponse response = answer.result();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(broken -> read(response, null));
        response.endHandler(ignored -> read(response, body.getBytes()));
        response.handler(chunk -> {
            if (body.length() + chunk.length() <= LONGEST_ANSWER) {
                body.appendBuffer(chunk);
            } else if (read(response, null)) {
                abort();
            }
        });
    }

    private boolean read(HttpClientResponse response, byte[] body) {
        return end(new GraphAnswer(response.statusCode(), response.getHeader(HttpHeaders.RETRY_AFTER), body)
                .read(accessToken, Instant.now()));
    }

    /** After a pause of the machine, the connection may arrive before the timer fires. */
    private boolean isLate() {
        return System.nanoTime() - began >= timeout.toNanos();
    }

    private void giveUp() {
        if (request == null) {
            end(TryLater.unreachable(LATE));
        } else if (end(new Unknown("WhatsApp did not respond in time"))) {
            abort();
        }
    }

    private void abort() {
        if (request != null) {
            request.reset();
        }
    }

    private boolean end(SendResult result) {
        if (!end()) {
            return false;
        }
        receiver.accept(result);
        return true;
    }

    private boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        vertx.cancelTimer(timer);
        return true;
    }
}
