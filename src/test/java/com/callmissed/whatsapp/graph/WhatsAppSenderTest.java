package com.callmissed.whatsapp.graph;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import com.callmissed.outbound.SendResult;
import com.callmissed.testing.Api;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.Management;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.Statements;

import static org.assertj.core.api.Assertions.assertThat;

/** Sending from the stored credentials of a bot to Meta. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class WhatsAppSenderTest {
    private static final String TOKEN = "access-token-of-the-business-1234";

    @Inject
    SenderAccounts accounts;

    @Inject
    GraphClient client;

    private final Api api = Api.ofFreshTenant();
    private final String number = String.valueOf(Math.abs(UUID.randomUUID().getMostSignificantBits()));

    @Test
    void sendsWithTheCredentialsOfTheBot() {
        UUID bot = connectedBot();
        WhatsAppSender sender = find(api.tenant(), bot);
        assertThat(sender).isEqualTo(new WhatsAppSender(number, TOKEN)).hasToString("WhatsAppSender[" + number + "]");

        try (GraphServer graph = GraphServer.ofThisApp()) {
            SendResult result = client.sendText(sender, GraphRecipient.person("+1650"), "Hello", "ref")
                    .await()
                    .indefinitely();
            assertThat(graph.messages("+1650")).singleElement().satisfies(message -> {
                assertThat(result).isEqualTo(new SendResult.Accepted(message.id()));
                assertThat(message.path()).isEqualTo("/v23.0/" + number + "/messages");
                assertThat(message.token()).isEqualTo(TOKEN);
            });
        }
        String metrics = Management.given().get("/q/metrics").asString();
        assertThat(List.of(number, TOKEN)).noneMatch(metrics::contains);
    }

    @Test
    void asksTheDatabaseOnce() {
        UUID bot = connectedBot();
        assertThat(Statements.during(() -> find(api.tenant(), bot))).hasSize(1);
    }

    @Test
    void findsNothingForABotThatIsNotConnectedOrOfAnotherTenant() {
        UUID bot = connectedBot();
        assertThat(find(UUID.randomUUID(), bot)).isNull();
        UUID other = UUID.fromString(api.createBot("Other"));
        api.as()
                .body(Map.of("account_sid", "AC1", "auth_token", "auth-token-of-tests", "phone_number", "+14155550123"))
                .put("/api/v1/bots/{id}/channel", other)
                .then()
                .statusCode(200);
        assertThat(find(api.tenant(), other)).isNull();
    }

    private WhatsAppSender find(UUID tenant, UUID bot) {
        return accounts.sender(tenant, bot).await().indefinitely();
    }

    private UUID connectedBot() {
        UUID bot = UUID.fromString(api.createBot("Bot"));
        api.as()
                .body(Map.of(
                        "phone_number_id",
                        number,
                        "access_token",
                        TOKEN,
                        "app_secret",
                        "app-secret-of-tests",
                        "verify_token",
                        "verify-token-" + number))
                .put("/api/v1/bots/{id}/channel", bot)
                .then()
                .statusCode(200);
        return bot;
    }
}
