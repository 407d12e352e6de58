package com.callmissed.packaged.chaos;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import io.restassured.RestAssured;

import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.FreezableProxy;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.ModelServer;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.Replicas;
import com.callmissed.testing.StoppablePostgres;
import com.callmissed.testing.WhatsAppBot;

/** A process in steady use, and everything around it: database, provider, model and token issuer. */
final class ChaosService implements AutoCloseable {
    private static final int CHATS = 6;

    final Recorder recorder = new Recorder();
    final Issuer issuer;
    final StoppablePostgres postgres;
    final Database database;
    /** In front of the database. */
    final FreezableProxy proxy;

    final GraphServer graph;
    final Replicas replicas;
    final PackagedApp app;
    /** Of another tenant than the traffic. */
    final WhatsAppBot other;

    final Traffic traffic;
    ModelServer model;

    private final Map<String, String> environment;
    private final Deque<Runnable> started = new ArrayDeque<>();

    /** @param folder an empty one, for files of the servers */
    ChaosService(Path folder) throws IOException, GeneralSecurityException {
        try {
            postgres = new StoppablePostgres(Files.createDirectory(folder.resolve("data")));
            started.push(postgres::close);
            database = Database.at(postgres.url());
            int port = URI.create(postgres.url()).getPort();
            proxy = new FreezableProxy(port);
            started.push(proxy::close);
            graph = GraphServer.start();
            started.push(graph::close);
            model = ModelServer.start();
            started.push(() -> model.close());
            environment = new HashMap<>(PackagedApp.production(postgres.url().replace(":" + port, ":" + proxy.port())));
            issuer = new Issuer(folder, environment.remove("CALLMISSED_JWT_PUBLIC_KEY"));
            started.push(issuer::close);
            environment.putAll(issuer.environment());
            environment.put("CALLMISSED_WHATSAPP_BASE_URL", graph.baseUrl());
            environment.put("CALLMISSED_WHATSAPP_TIMEOUT", "PT1S");
            environment.put("CALLMISSED_AI_PROVIDER", "openai");
            environment.put("CALLMISSED_AI_BASE_URL", model.baseUrl());
            environment.put("CALLMISSED_AI_MODEL", "small");
            environment.put("CALLMISSED_AI_RETRIES", "0");
            environment.put("CALLMISSED_AI_CIRCUIT_DELAY", "PT1S");
            environment.put("CALLMISSED_JWT_RATE_LIMIT_RPM", "0");
            environment.put("CALLMISSED_JOURNAL_POLL", "PT0.2S");
            // Only people reply.
            environment.put("CALLMISSED_AUTOREPLY_QUIET", "PT1H");
            environment.put("CALLMISSED_AUTOREPLY_LONGEST_BURST", "PT1H");
            app = startReplica();
            replicas = Replicas.of(app);
            RestAssured.baseURI = app.baseUri();
            started.push(RestAssured::reset);
            WhatsAppBot bot = WhatsAppBot.create();
            other = WhatsAppBot.create(UUID.randomUUID(), "77" + System.nanoTime());
            traffic = new Traffic(
                    replicas,
                    IntStream.range(0, CHATS)
                            .mapToObj(i -> ConnectedBot.written(bot))
                            .toList());
            started.push(traffic::close);
        } catch (IOException | GeneralSecurityException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Starts one more process. It is closed with this. */
    PackagedApp startReplica() {
        PackagedApp replica = PackagedApp.start(environment);
        started.push(replica::close);
        return replica;
    }

    /** Runs a command of operators, which must succeed. */
    void operate(String... arguments) {
        PackagedApp.Result result = PackagedApp.run(Map.of("DATABASE_URL", postgres.url()), arguments);
        if (result.exitCode() != 0) {
            throw new IllegalStateException(List.of(arguments) + ": " + result.output());
        }
    }

    /** Whether the process works, and nothing of a fault is left. */
    boolean isWell() {
        Scrape now = recorder.scrape(app);
        return now.isUp()
                && traffic.isFine()
                && now.sum("callmissed_ready") == 1
                && now.sum("callmissed_outbound_breaker_open") == 0
                && now.sum("callmissed_journal_failed") == 0
                && now.sum("callmissed_journal_unreadable") == 0
                && now.sum("callmissed_journal_oldest_pending_seconds") < 5;
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            started.pop().run();
        }
    }
}
