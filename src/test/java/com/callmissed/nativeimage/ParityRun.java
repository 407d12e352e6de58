package com.callmissed.nativeimage;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

import com.callmissed.events.EventCursor;
import com.callmissed.nativeimage.Transcript.Exchange;
import com.callmissed.nativeimage.Transcript.Request;
import com.callmissed.testing.Database;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.ModelServer;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.StoppablePostgres;
import com.callmissed.testing.TestTokens;

/** The packaged service with a database of its own, between a model and a Graph API of the test, and one tenant. */
final class ParityRun implements AutoCloseable {
    /** A cursor that has the right form and belongs to another log. */
    static final String FOREIGN_CURSOR = "AgAAAAAAAAPnAAAAAQ";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final ModelServer model;
    final GraphServer graph;
    final UUID tenant = UUID.randomUUID();
    final String owner = TestTokens.of(tenant, "owner");
    final StoppablePostgres postgres;
    final Database database;
    final PackagedApp app;
    final Transcript transcript;
    private final Deque<Runnable> started = new ArrayDeque<>();

    /**
     * Starts everything. What has been started is stopped again when a later part does not start.
     *
     * @param data an empty folder for the database
     */
    ParityRun(Path data) {
        try {
            model = ModelServer.start();
            started.push(model::close);
            graph = GraphServer.start();
            started.push(graph::close);
            postgres = new StoppablePostgres(data);
            started.push(postgres::close);
            database = Database.at(postgres.url());
            Map<String, String> environment = new HashMap<>(PackagedApp.production(postgres.url()));
            environment.put("CALLMISSED_WHATSAPP_BASE_URL", graph.baseUrl());
            environment.put("CALLMISSED_AI_PROVIDER", "openai");
            environment.put("CALLMISSED_AI_BASE_URL", model.baseUrl());
            environment.put("CALLMISSED_AI_MODEL", "small");
            environment.put("CALLMISSED_AUTOREPLY_QUIET", "PT0.1S");
            // The remaining number depends on the time.
            environment.put("CALLMISSED_JWT_RATE_LIMIT_RPM", "0");
            app = PackagedApp.start(environment);
            started.push(app::close);
            transcript = new Transcript(app.baseUri(), app.managementUri());
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** As the owner, without a body. */
    Exchange call(String heading, String method, String path) {
        return transcript.record(heading, Request.of(method, path, owner));
    }

    /** As the owner. */
    Exchange call(String heading, String method, String path, String json) {
        return transcript.record(heading, Request.of(method, path, owner).json(json));
    }

    /** Waits until a condition holds, with the patience of all waits of this test. */
    static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).until(condition);
    }

    /** Waits until the tenant's log holds {@code count} events of a type that contain every one of {@code texts}. */
    void awaitEvents(int count, String type, String... texts) {
        await(() -> events().stream()
                        .filter(event -> event.contains("\"type\":\"" + type + "\""))
                        .filter(event -> Stream.of(texts).allMatch(event::contains))
                        .count()
                >= count);
    }

    /** The tenant's events, each as the feed has it. */
    List<String> events() {
        String all = transcript
                .send(Request.of("GET", "/api/v1/events?after=" + start() + "&limit=500", owner))
                .body();
        return all.equals("[]")
                ? List.of()
                : List.of(all.substring(1, all.length() - 1).split(",(?=\\{\"seq\":)"));
    }

    /** The cursor before the first event. */
    private static String start() {
        return EventCursor.START.toString();
    }

    SocketClient socket() {
        return SocketClient.withToken(URI.create(app.baseUri()), owner);
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            started.pop().run();
        }
    }
}
