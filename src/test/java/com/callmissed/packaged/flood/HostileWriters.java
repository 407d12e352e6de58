package com.callmissed.packaged.flood;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/** Connections that write to one conversation, each without a pause between its requests. */
final class HostileWriters implements AutoCloseable {
    private static final Buffer MESSAGE = Buffer.buffer("{\"role\":\"user\",\"content\":\"Hello\"}");

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client;
    private final RequestOptions request;
    private final Map<String, AtomicInteger> responses = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    /** @param uri of the conversation's messages */
    HostileWriters(int writers, String uri, String token) {
        client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(writers));
        request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(uri)
                .putHeader("Authorization", "Bearer " + token)
                .putHeader("Content-Type", "application/json");
        for (int i = 0; i < writers; i++) {
            write();
        }
    }

    private void write() {
        client.request(new RequestOptions(request))
                .compose(sent -> sent.send(MESSAGE))
                .compose(response -> response.body().map(body -> String.valueOf(response.statusCode())))
                .onComplete(done -> {
                    if (stopped) {
                        return;
                    }
                    String outcome =
                            done.succeeded() ? done.result() : done.cause().toString();
                    responses
                            .computeIfAbsent(outcome, first -> new AtomicInteger())
                            .incrementAndGet();
                    write();
                });
    }

    /** The number of responses of each status, and of failures without one. */
    Map<String, Integer> responses() {
        Map<String, Integer> counted = new TreeMap<>();
        responses.forEach((status, count) -> counted.put(status, count.get()));
        return counted;
    }

    @Override
    public void close() {
        stopped = true;
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
