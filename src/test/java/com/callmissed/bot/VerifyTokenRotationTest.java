package com.callmissed.bot;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.bot.VerifyTokenRotation.Round;
import com.callmissed.crypto.KeyedHash;
import com.callmissed.crypto.SecretBox;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestSecrets;

import static com.callmissed.testing.ErrorEnvelope.assertError;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** The application has the new pepper alone. Only this test knows the earlier one. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class VerifyTokenRotationTest {
    private static final String EARLIER = "the pepper before the rotation, of tests";

    @Inject
    Vertx vertx;

    @Inject
    Pool pool;

    @Inject
    SecretBox box;

    @Inject
    ObjectMapper json;

    @ConfigProperty(name = "callmissed.data-dir")
    Path dataDir;

    private final Api api = Api.ofFreshTenant();
    /** Of one test alone: the handshake of other tests must not find it. */
    private final String token = "verify-of-pepper-" + UUID.randomUUID();

    private VerifyTokenRotation rotation;

    @BeforeEach
    void connect() {
        String bot = api.createBot("Bot");
        api.as()
                .body(Map.of(
                        "phone_number_id",
                        Api.randomNumber().substring(1),
                        "access_token",
                        "access-token-of-the-business-1234",
                        "app_secret",
                        "app-secret-of-tests",
                        "verify_token",
                        token))
                .put("/api/v1/bots/{id}/channel", bot)
                .then()
                .statusCode(200);
        rotation = rotation("1");
        rotation.round().await().indefinitely();
    }

    /** An unreadable row counts in the rounds of other tests. */
    @AfterEach
    void disconnect() {
        Database.update("DELETE FROM bot_channel WHERE tenant_id = ?", api.tenant());
    }

    @Test
    void movesAHashToTheCurrentPepper() {
        String current = stored();
        store("1");
        handshakeFails();
        assertThat(rotation.round().await().indefinitely().moved()).isEqualTo(1);
        handshakeSucceeds();
        assertThat(stored()).isEqualTo(current);
        assertThat(rotation.round().await().indefinitely().moved()).isZero();
    }

    /** A process with the first format must not undo what another one has bound to its use. */
    @Test
    void keepsTheLaterFormat() {
        store("2");
        assertThat(rotation.round().await().indefinitely().moved()).isEqualTo(1);
        String bound = stored();
        handshakeSucceeds();
        rotation("2").round().await().indefinitely();
        assertThat(stored()).as("it has that format already").isEqualTo(bound);
    }

    @Test
    void movesEachOnceOnSeveralReplicas() {
        store("1");
        List<Round> rounds = Parallel.run(3, replica -> rotation.round().await().indefinitely());
        assertThat(rounds.stream().mapToInt(Round::moved).sum()).isEqualTo(1);
        handshakeSucceeds();
    }

    @Test
    void countsWhatItCannotOpenAndGoesOn() {
        long others = rotation.round().await().indefinitely().left();
        store("1");
        Database.update(
                "UPDATE bot_channel SET credentials = set_byte(credentials, 20, 255 - get_byte(credentials, 20))"
                        + " WHERE tenant_id = ?",
                api.tenant());
        assertThat(rotation.round().await().indefinitely()).isEqualTo(new Round(0, others + 1));
    }

    @Test
    void restsForAnHourAfterARoundWithoutWork() {
        // A channel of another test that cannot be read keeps the rounds going.
        Database.update("UPDATE bot_channel SET verify_token_hash = NULL WHERE tenant_id <> ?", api.tenant());
        rotation.roundWhenDue().await().indefinitely();
        store("1");
        for (int minute = 1; minute < 60; minute++) {
            rotation.roundWhenDue().await().indefinitely();
        }
        handshakeFails();
        rotation.roundWhenDue().await().indefinitely();
        handshakeSucceeds();

        store("1");
        rotation.roundWhenDue().await().indefinitely();
        handshakeSucceeds();
    }

    private void handshakeSucceeds() {
        assertThat(given().queryParam("hub.mode", "subscribe")
                        .queryParam("hub.verify_token", token)
                        .queryParam("hub.challenge", "42")
                        .get("/api/v1/webhooks/whatsapp")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .isEqualTo("42");
    }

    private void handshakeFails() {
        assertError(
                given().queryParam("hub.mode", "subscribe")
                        .queryParam("hub.verify_token", token)
                        .queryParam("hub.challenge", "42")
                        .get("/api/v1/webhooks/whatsapp")
                        .then(),
                ErrorCode.PERMISSION_DENIED,
                "The verify token does not match");
    }

    private VerifyTokenRotation rotation(String format) {
        KeyedHash hash = new KeyedHash(TestSecrets.of(Map.of(
                "callmissed.key-pepper-previous",
                EARLIER,
                "callmissed.secret-format",
                format,
                "callmissed.data-dir",
                dataDir.toString())));
        return new VerifyTokenRotation(vertx, pool, hash, new SealedCredentials(box, hash, json));
    }

    /** Stores the hash as a process with the earlier pepper does. */
    private void store(String format) {
        KeyedHash earlier = new KeyedHash(
                TestSecrets.of(Map.of("callmissed.key-pepper", EARLIER, "callmissed.secret-format", format)));
        Database.update(
                "UPDATE bot_channel SET verify_token_hash = ? WHERE tenant_id = ?",
                earlier.of(KeyedHash.Use.VERIFY_TOKEN, token),
                api.tenant());
    }

    private String stored() {
        return Database.column(
                        "SELECT encode(verify_token_hash, 'hex') FROM bot_channel WHERE tenant_id = ?", api.tenant())
                .get(0);
    }
}
