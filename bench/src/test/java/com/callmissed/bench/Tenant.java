package com.callmissed.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

import com.callmissed.testing.TestTokens;

/** A tenant with a voice bot and some conversations, in which the benchmark causes events. */
final class Tenant {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final UUID id = UUID.randomUUID();
    private final String token = TestTokens.of(id, "owner");
    private final List<String> conversations;
    private final AtomicInteger events = new AtomicInteger();
    private Client client;

    Tenant(Client client, int size) {
        this.client = client;
        String bot = create(
                "/api/v1/bots",
                new JsonObject()
                        .put("name", "Front desk")
                        .put("type", "inbound_call")
                        .put("system_prompt", ""));
        List<String> opened = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            opened.add(create(
                    "/api/v1/conversations",
                    new JsonObject()
                            .put("bot_id", bot)
                            .put("channel", "voice")
                            .put("external_id", "+9198%08d".formatted(i))));
        }
        conversations = List.copyOf(opened);
    }

    /** Goes on with another service on the same database. */
    void moveTo(Client other) {
        client = other;
    }

    UUID id() {
        return id;
    }

    String token() {
        return token;
    }

    /** The number of events that were caused. */
    int events() {
        return events.get();
    }

    /** Appends a message of a customer, which is one event. */
    Future<JsonObject> say() {
        return say(events.getAndIncrement());
    }

    /**
     * The same, again and again after a pause until the service accepts it.
     *
     * @param refused called for each refusal
     */
    Future<JsonObject> insist(Vertx vertx, Runnable refused) {
        return insist(vertx, refused, events.getAndIncrement());
    }

    private Future<JsonObject> insist(Vertx vertx, Runnable refused, int number) {
        return say(number).recover(failure -> {
            if (!(failure instanceof Refused refusal && refusal.isLimit())) {
                return Future.failedFuture(failure);
            }
            refused.run();
            return vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS).compose(over -> insist(vertx, refused, number));
        });
    }

    private Future<JsonObject> say(int number) {
        String conversation = conversations.get(number % conversations.size());
        return client.post(
                token,
                "/api/v1/conversations/" + conversation + "/messages",
                new JsonObject().put("role", "user").put("content", EventText.content(number)),
                201);
    }

    private String create(String path, JsonObject body) {
        return Client.await(path, client.post(token, path, body, 201), PATIENCE).getString("id");
    }
}
