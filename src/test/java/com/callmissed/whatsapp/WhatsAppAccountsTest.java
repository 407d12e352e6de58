package com.callmissed.whatsapp;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;

/** The credentials by which the webhook verifies a payload. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class WhatsAppAccountsTest {
    @Inject
    WhatsAppAccounts accounts;

    private final Api api = Api.ofFreshTenant();
    private final String number = String.valueOf(Math.abs(UUID.randomUUID().getMostSignificantBits()));

    @Test
    void givesTheWebhookTheSecretThatWasStoredLast() {
        UUID bot = UUID.fromString(api.createBot("Bot"));
        connect(bot, "app-secret-of-tests", "verify-token-" + number);
        connect(bot, "the-newer-app-secret", "verify-token-" + number);

        List<WhatsAppAccount> found = accounts.byPhoneNumberId(List.of(number))
                .await()
                .indefinitely()
                .opened()
                .get();

        assertThat(found).containsExactly(new WhatsAppAccount(api.tenant(), bot, number, "the-newer-app-secret"));
        assertThat(found.toString()).doesNotContain("the-newer-app-secret");
        assertThat(accounts.isVerifyToken("verify-token-" + number).await().indefinitely())
                .isTrue();
        assertThat(accounts.isVerifyToken("verify-other-" + number).await().indefinitely())
                .isFalse();
    }

    private void connect(UUID bot, String appSecret, String verifyToken) {
        api.as()
                .body(Map.of(
                        "phone_number_id",
                        number,
                        "access_token",
                        "access-token-of-the-business-1234",
                        "app_secret",
                        appSecret,
                        "verify_token",
                        verifyToken))
                .put("/api/v1/bots/{id}/channel", bot)
                .then()
                .statusCode(200);
    }
}
