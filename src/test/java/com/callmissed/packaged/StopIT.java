package com.callmissed.packaged;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.restassured.RestAssured;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.GraphMessage;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.Management;
import com.callmissed.testing.ModelServer;
import com.callmissed.testing.OwnThread;
import com.callmissed.testing.PackagedApp;

import static org.assertj.core.api.Assertions.assertThat;

/** A process that gets the order to stop leaves no customer without a reply and no outcome uncertain. */
class StopIT {
    private final ModelServer model = ModelServer.start();
    private final GraphServer graph = GraphServer.start();
    private Map<String, String> environment;
    private PackagedApp going;

    @BeforeEach
    void start() {
        environment = new HashMap<>(PackagedApp.production());
        environment.put("CALLMISSED_WHATSAPP_BASE_URL", graph.baseUrl());
        environment.put("CALLMISSED_AI_PROVIDER", "openai");
        environment.put("CALLMISSED_AI_BASE_URL", model.baseUrl());
        environment.put("CALLMISSED_AI_MODEL", "small");
        environment.put("CALLMISSED_AUTOREPLY_QUIET", "PT0.05S");
        going = PackagedApp.start(environment);
        RestAssured.baseURI = going.baseUri();
    }

    @AfterEach
    void stop() {
        graph.close();
        model.close();
        RestAssured.reset();
    }

    /** Far sooner than the lease of a turn ends, after one minute. */
    @Test
    void handsItsTurnsToTheOthers() {
        ModelServer.Hold hold = model.hold("Hello?");
        ConnectedBot chat = ConnectedBot.written();
        hold.awaitArrived();
        try (PackagedApp staying = PackagedApp.start(environment)) {
            assertThat(going.stop()).isEqualTo(143);
            RestAssured.baseURI = staying.baseUri();
            hold.awaitArrived(2);
            hold.release();

            Awaitility.await().until(() -> graph.messages(chat.customer()).size() == 1);
            assertThat(chat.messages()).hasSize(2);
        }
    }

    @Test
    void waitsForTheAnswerToWhatItSends() {
        GraphServer.Hold hold = graph.hold(message -> true);
        ConnectedBot chat = ConnectedBot.written();
        GraphMessage message = hold.awaitArrived();

        CompletableFuture<Integer> end = OwnThread.supply(going::stop);
        Awaitility.await().until(() -> !isReady());
        assertThat(end).isNotDone();
        hold.release();

        assertThat(end.join()).isEqualTo(143);
        try (PackagedApp next = PackagedApp.start(environment)) {
            RestAssured.baseURI = next.baseUri();
            assertThat(chat.messages().get(1)).containsEntry("status", "sent");
            assertThat(graph.messages(chat.customer())).containsExactly(message);
        }
    }

    private boolean isReady() {
        try {
            return Management.given(going).get("/q/health/ready").statusCode() == 200;
        } catch (Exception refused) {
            return false;
        }
    }
}
