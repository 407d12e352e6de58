package com.callmissed.whatsapp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Database;
import com.callmissed.testing.FieldCase;
import com.callmissed.testing.JournalRows;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Payloads for which several secrets come into question. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class WhatsAppSecretsTest {
    private static final String CUSTOMER = "16505551234";
    private static final int TRIALS_OF_THE_LARGEST_BODY = 8;

    @Test
    void triesALargeBodyWithFewSecretsAndASmallOneWithAll() {
        String number = "77" + System.nanoTime();
        List<WhatsAppBot> claiming = new ArrayList<>();
        for (int i = 0; i <= TRIALS_OF_THE_LARGEST_BODY; i++) {
            claiming.add(WhatsAppBot.create(UUID.randomUUID(), number));
        }
        WhatsAppBot oldest = claiming.get(0);
        WhatsAppBot newest = claiming.get(TRIALS_OF_THE_LARGEST_BODY);
        oldest.post(large(oldest)).statusCode(200);
        newest.post(large(newest)).statusCode(401);
        assertThat(JournalRows.outcomes(newest.tenant())).isEmpty();
        newest.post(newest.text(CUSTOMER, WhatsAppBot.wamid(), "Hello")).statusCode(200);
        assertThat(JournalRows.outcomes(newest.tenant())).hasSize(1);
    }

    @Test
    void givesTheNumbersOfOneAppTheirParts() {
        WhatsAppBot first = WhatsAppBot.create(UUID.randomUUID(), "77" + System.nanoTime());
        WhatsAppBot second = WhatsAppBot.create(first.tenant(), "78" + System.nanoTime());
        useSecretOf(first, second);
        String both = new FieldCase()
                .read("35-wa-two-numbers-one-payload.json")
                .replace(WhatsAppBot.FIXTURE_NUMBER, first.phoneNumberId())
                .replace("@SECOND@", second.phoneNumberId());
        first.post(both).statusCode(200);
        await().untilAsserted(() -> assertThat(Database.column(
                        "SELECT content FROM message WHERE tenant_id = ? ORDER BY content", first.tenant()))
                .containsExactly("to number one", "to number two"));
        assertThat(Database.column("SELECT bot_id FROM message WHERE tenant_id = ? ORDER BY content", first.tenant()))
                .containsExactly(first.id().toString(), second.id().toString());
    }

    private static byte[] large(WhatsAppBot bot) {
        String text = bot.text(CUSTOMER, WhatsAppBot.wamid(), "Hello");
        return (text + " ".repeat(4 * 1024 * 1024 - text.length())).getBytes(StandardCharsets.UTF_8);
    }

    private static void useSecretOf(WhatsAppBot first, WhatsAppBot second) {
        given().header("Authorization", "Bearer " + TestTokens.of(second.tenant(), "owner"))
                .contentType("application/json")
                .body(Map.of(
                        "phone_number_id", second.phoneNumberId(),
                        "access_token", "token-" + UUID.randomUUID(),
                        "app_secret", first.appSecret(),
                        "verify_token", second.verifyToken()))
                .put("/api/v1/bots/" + second.id() + "/channel")
                .then()
                .statusCode(200);
    }
}
