package com.callmissed.autoreply;

import java.time.Duration;
import java.util.Map;

import jakarta.inject.Inject;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestTokens;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The first message waits for its answer and the reply of a person for a provider that is away. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class BacklogTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double DAY = Duration.ofDays(1).toSeconds();

    @Inject
    Backlog backlog;

    @Inject
    MeterRegistry registry;

    private ConnectedBot chat;

    @BeforeEach
    void write() {
        chat = ConnectedBot.written();
    }

    @AfterEach
    void clean() {
        Database.update("DELETE FROM outbox WHERE tenant_id = ?", chat.bot().tenant());
        Database.update(
                "DELETE FROM autoreply_turn WHERE tenant_id = ?", chat.bot().tenant());
    }

    @Test
    void saysHowLongTheOldestTurnHasWaited() {
        Database.update(
                "UPDATE autoreply_turn SET first_asked_at = first_asked_at - interval '1 day' WHERE tenant_id = ?",
                chat.bot().tenant());
        await().atMost(PATIENCE).untilAsserted(() -> {
            backlog.read().await().atMost(PATIENCE);
            assertThat(value("callmissed.autoreply.pending")).isPositive();
            assertThat(value("callmissed.autoreply.oldest.pending.seconds")).isGreaterThanOrEqualTo(DAY);
        });
    }

    @Test
    void saysHowLongTheOldestMessageHasWaited() {
        given().header("Authorization", "Bearer " + TestTokens.of(chat.bot().tenant(), "owner"))
                .contentType(ContentType.JSON)
                .body(Map.of("role", "assistant", "content", "Until six"))
                .post("/api/v1/conversations/{id}/messages", chat.conversation())
                .then()
                .statusCode(201);
        await().atMost(PATIENCE).untilAsserted(() -> {
            backlog.read().await().atMost(PATIENCE);
            assertThat(value("callmissed.outbox.pending")).isPositive();
            assertThat(value("callmissed.outbox.oldest.pending.seconds")).isPositive();
        });
    }

    private double value(String name) {
        return registry.get(name).gauge().value();
    }
}
