package com.callmissed.nativeimage;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.awaitility.Awaitility;

import com.callmissed.nativeimage.Transcript.Exchange;
import com.callmissed.nativeimage.Transcript.Request;
import com.callmissed.testing.Database;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.ModelServer;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.StoppablePostgres;
import com.callmissed.testing.TestTokens;

/** The packaged service with a database of its own, between a model and a Graph API of ours, and one tenant. */
final class ParityRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final ModelServer model = ModelServer.start();
    final GraphServer graph = GraphServer.start();
    final UUID tenant = UUID.randomUUID();
    final String owner = TestTokens.of(tenant, "owner");
    final StoppablePostgres postgres;
    final Database database;
    final PackagedApp app;
    final Transcript transcript;

    /** @param data an empty folder for the database */
    ParityRun(Path data) {
        postgres = new StoppablePostgres(data);
        database = Database.at(postgres.url());
        Map<String, String> environment = new HashMap<>(PackagedApp.production(postgres.url()));
        environment.put("CALLMISSED_WHATSAPP_BASE_URL", graph.baseUrl());
        environment.put("CALLMISSED_AI_PROVIDER", "openai");
        environment.put("CALLMISSED_AI_BASE_URL", model.baseUrl());
        environment.put("CALLMISSED_AI_MODEL", "small");
        environment.put("CALLMISSED_AUTOREPLY_QUIET", "PT0.1S");
        app = PackagedApp.start(environment);
        transcript = new Transcript(app.baseUri());
    }

    /** As the owner, without a body. */
    Exchange call(String heading, String method, String path) {
        return transcript.record(heading, Request.of(method, path, owner));
    }

    /** As the owner. */
    Exchange call(String heading, String method, String path, String json) {
        return transcript.record(heading, Request.of(method, path, owner).json(json));
    }

    /** Waits until the tenant's log holds {@code count} events of a type that mention {@code text}. */
    void awaitEvents(int count, String type, String text) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> events().stream()
                                .filter(event -> event.startsWith("{\"seq\":")
                                        && event.contains("\"type\":\"" + type + "\"")
                                        && event.contains(text))
                                .count()
                        >= count);
    }

    /** The tenant's events, each as the feed has it. */
    List<String> events() {
        String all = transcript
                .send(Request.of("GET", "/api/v1/events?after=" + start() + "&limit=500", owner))
                .body();
        return List.of(all.substring(1, all.length() - 1).split(",(?=\\{\"seq\":)"));
    }

    /** The cursor before the first event. */
    static String start() {
        return com.callmissed.events.EventCursor.START.toString();
    }

    SocketClient socket() {
        return SocketClient.withToken(URI.create(app.baseUri()), owner);
    }

    @Override
    public void close() {
        app.close();
        postgres.close();
        graph.close();
        model.close();
    }
}
