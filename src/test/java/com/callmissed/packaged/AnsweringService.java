package com.callmissed.packaged;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.restassured.RestAssured;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import com.callmissed.testing.Database;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.ModelServer;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.Replicas;

/** Two processes on one database, with a model and a Graph API of the test. */
final class AnsweringService implements AutoCloseable {
    /** The start of the model's reply, followed by the customer's last message. */
    static final String ANSWER = "Answer to ";

    /** A customer whose message starts with this gets a reply that is too long for one message. */
    static final String AT_LENGTH = "Tell me everything about ";

    private final ModelServer model =
            ModelServer.start().replies(request -> ModelServer.Reply.text(answer(request.lastOf("user"))));
    private final GraphServer graph = GraphServer.start();
    private final Database database;
    private final Replicas replicas;

    /** @param settings environment variables in addition to those for the connections */
    AnsweringService(Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.put("CALLMISSED_WHATSAPP_BASE_URL", graph.baseUrl());
        environment.put("CALLMISSED_AI_PROVIDER", "openai");
        environment.put("CALLMISSED_AI_BASE_URL", model.baseUrl());
        environment.put("CALLMISSED_AI_MODEL", "small");
        // There is only one tenant, so it may use all of it.
        environment.put("CALLMISSED_AI_TENANT_CONCURRENCY", "100");
        environment.put("CALLMISSED_AUTOREPLY_TENANT_CONCURRENCY", "100");
        // The customers of tests are machines: they write again as soon as they have an answer.
        environment.put("CALLMISSED_AUTOREPLY_LOOP_GAP", "PT0S");
        environment.put("CALLMISSED_AUTOREPLY_MAX_PER_HOUR", "1000");
        environment.putAll(settings);
        database = Database.at(environment.get("DATABASE_URL"));
        replicas = Replicas.two(environment);
    }

    ModelServer model() {
        return model;
    }

    GraphServer graph() {
        return graph;
    }

    Database database() {
        return database;
    }

    Replicas replicas() {
        return replicas;
    }

    /** Makes REST Assured use this process. */
    void talkTo(int app) {
        RestAssured.baseURI = replicas.address(app);
    }

    private static String answer(String question) {
        String answer = ANSWER + question + ". ";
        return question.startsWith(AT_LENGTH)
                ? answer.repeat(5_000 / answer.length()).strip()
                : ANSWER + question;
    }

    /** Waits until there is nothing to reply to and nothing to send. */
    void settle() {
        // One statement, because a reply could move from one table to the other between two statements.
        await().until(
                        () -> count("(SELECT 1 FROM autoreply_turn UNION ALL SELECT 1 FROM outbox"
                                + " UNION ALL SELECT 1 FROM inbound_payload WHERE outcome = 'pending') AS busy"),
                        n -> n == 0);
    }

    /** @param from the rest of the statement */
    int count(String from) {
        return Integer.parseInt(database.select("SELECT count(*) FROM " + from).get(0));
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }

    @Override
    public void close() {
        RestAssured.reset();
        replicas.close();
        graph.close();
        model.close();
    }
}
