package com.callmissed.bot;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.bot.ChannelCredentials.WhatsApp;
import com.callmissed.bot.CredentialRotation.Round;
import com.callmissed.crypto.KeyedHash;
import com.callmissed.crypto.SealedPlace;
import com.callmissed.crypto.SecretBox;
import com.callmissed.http.WireEnum;
import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.LoggedLines;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestSecrets;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The application uses the current key. Only this test knows the earlier key. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class CredentialRotationTest {
    private static final String TOKEN = "access-token-of-the-business-1234";
    /** Of this test class alone: the handshake of other tests must not find it. */
    private static final String VERIFY_TOKEN = "verify-of-rotation-" + UUID.randomUUID();

    private static final String EARLIER_KEY = Base64.getEncoder()
            .encodeToString("an earlier key with 32 characters".substring(0, 32).getBytes());

    @Inject
    Vertx vertx;

    @Inject
    Pool pool;

    @Inject
    BotChannels channels;

    @Inject
    SealedCredentials sealed;

    @Inject
    SecretBox current;

    @Inject
    ObjectMapper json;

    @ConfigProperty(name = "callmissed.data-dir")
    Path dataDir;

    private final Api api = Api.ofFreshTenant();
    private SecretBox earlier;
    private CredentialRotation rotation;

    @BeforeEach
    void rotate() {
        earlier = box(Map.of("callmissed.encryption-key", EARLIER_KEY));
        rotation = rotation(
                Map.of("callmissed.encryption-key-previous", EARLIER_KEY, "callmissed.data-dir", dataDir.toString()));
    }

    @Test
    void movesEveryConnectionToTheCurrentKey() {
        UUID bot = connectedBot();
        underTheEarlierKey();
        List<String> before = Database.column("SELECT updated_at FROM bot_channel WHERE tenant_id = ?", api.tenant());
        assertThatThrownBy(() -> sender(bot)).isInstanceOf(IllegalArgumentException.class);

        try (LoggedLines logged = LoggedLines.atEveryLevel()) {
            assertThat(rotation.round().await().indefinitely()).isEqualTo(new Round(2, 0));
            assertThat(logged.lines()).noneMatch(line -> line.contains(TOKEN));
        }
        assertThat(sender(bot))
                .extracting(WhatsApp::phoneNumberId, WhatsApp::accessToken)
                .containsExactly("106540352242922", TOKEN);
        assertThat(channels.list(api.tenant(), bot).await().indefinitely()).hasSize(2);
        assertThat(Database.column("SELECT updated_at FROM bot_channel WHERE tenant_id = ?", api.tenant()))
                .as("updated_at does not change")
                .isEqualTo(before);
        assertThat(rotation.round().await().indefinitely()).isEqualTo(new Round(0, 0));
    }

    @Test
    void movesEachOfManyOnceOnSeveralReplicas() {
        UUID bot = connectedBot();
        copies(bot, 250);
        List<Round> rounds = Parallel.run(3, i -> rotation.round().await().indefinitely());
        assertThat(rounds.stream().mapToInt(Round::moved).sum()).isEqualTo(250);
        assertThat(rotation.round().await().indefinitely()).isEqualTo(new Round(0, 0));
    }

    @Test
    void leavesWhatItCannotOpenAndGoesOn() {
        UUID bot = connectedBot();
        underTheEarlierKey();
        Database.update(
                "UPDATE bot_channel SET credentials = set_byte(credentials, 20, 255 - get_byte(credentials, 20))"
                        + " WHERE tenant_id = ? AND provider = 'twilio'",
                api.tenant());
        try {
            assertThat(rotation.round().await().indefinitely()).isEqualTo(new Round(1, 1));
            assertThat(sender(bot)).isNotNull();
        } finally {
            Database.update("DELETE FROM bot_channel WHERE tenant_id = ?", api.tenant());
        }
    }

    @Test
    void doesNotBringBackWhatWasReplacedMeanwhile() throws SQLException {
        UUID bot = connectedBot();
        underTheEarlierKey();
        Database.update("DELETE FROM bot_channel WHERE tenant_id = ? AND provider = 'twilio'", api.tenant());
        try (Connection connection = Database.connect()) {
            connection.setAutoCommit(false);
            write(
                    connection,
                    bot,
                    "whatsapp",
                    current.seal(credentials("new").getBytes(), place(Provider.WHATSAPP, bot)));
            CompletableFuture<Round> round = rotation.round().subscribeAsCompletionStage();
            await().until(() -> !Database.column("SELECT pid FROM pg_locks WHERE NOT granted")
                    .isEmpty());
            connection.commit();
            assertThat(round).succeedsWithin(java.time.Duration.ofSeconds(20)).isEqualTo(new Round(0, 0));
        }
        assertThat(sender(bot).accessToken()).isEqualTo("new");
    }

    /** The application writes format 1. Another process with format 2 moves its values, and both read the result. */
    @Test
    void movesEveryConnectionToTheConfiguredFormat() {
        UUID bot = connectedBot();
        String hash = verifyTokenHash();
        CredentialRotation binding =
                rotation(Map.of("callmissed.secret-format", "2", "callmissed.data-dir", dataDir.toString()));
        assertThat(binding.round().await().indefinitely().moved()).isGreaterThanOrEqualTo(2);
        assertThat(formats()).containsExactly("2", "2");
        assertThat(verifyTokenHash()).isNotEqualTo(hash);
        assertThat(sender(bot).accessToken()).isEqualTo(TOKEN);
        assertThat(channels.list(api.tenant(), bot).await().indefinitely()).hasSize(2);
        given().queryParam("hub.mode", "subscribe")
                .queryParam("hub.verify_token", VERIFY_TOKEN)
                .queryParam("hub.challenge", "42")
                .get("/api/v1/webhooks/whatsapp")
                .then()
                .statusCode(200);
        assertThat(rotation.round().await().indefinitely())
                .as("nobody moves it back")
                .isEqualTo(new Round(0, 0));
        assertThat(formats()).containsExactly("2", "2");
    }

    @Test
    void opensNoCredentialsOfAnotherProvider() {
        UUID bot = connectedBot();
        copyTwilioToWhatsApp(bot);
        assertThatThrownBy(() -> sender(bot)).isInstanceOf(IllegalArgumentException.class);

        UUID second = connectedBot("106540352242923", "+14155550124");
        rotation(Map.of("callmissed.secret-format", "2", "callmissed.data-dir", dataDir.toString()))
                .round()
                .await()
                .indefinitely();
        assertThat(sender(second)).isNotNull();
        copyTwilioToWhatsApp(second);
        assertThatThrownBy(() -> sender(second)).isInstanceOf(IllegalArgumentException.class);
        Database.update("DELETE FROM bot_channel WHERE tenant_id = ?", api.tenant());
    }

    private List<String> formats() {
        return Database.column(
                "SELECT get_byte(credentials, 0)::text FROM bot_channel WHERE tenant_id = ?", api.tenant());
    }

    private String verifyTokenHash() {
        return Database.column(
                        "SELECT encode(verify_token_hash, 'hex') FROM bot_channel"
                                + " WHERE tenant_id = ? AND provider = 'whatsapp'",
                        api.tenant())
                .get(0);
    }

    private void copyTwilioToWhatsApp(UUID bot) {
        Database.update(
                "UPDATE bot_channel ch SET credentials = other.credentials FROM bot_channel other"
                        + " WHERE ch.tenant_id = ? AND ch.bot_id = ? AND ch.provider = 'whatsapp'"
                        + " AND other.tenant_id = ch.tenant_id AND other.bot_id = ch.bot_id"
                        + " AND other.provider = 'twilio'",
                api.tenant(),
                bot);
    }

    @Test
    void doesNothingWithoutAPreviousKey() {
        UUID bot = connectedBot();
        underTheEarlierKey();
        CredentialRotation idle = new CredentialRotation(vertx, pool, current, sealed);
        assertThat(idle.round().await().indefinitely()).isEqualTo(new Round(0, 0));
        assertThatThrownBy(() -> sender(bot)).isInstanceOf(IllegalArgumentException.class);
        rotation.round().await().indefinitely();
    }

    private WhatsApp sender(UUID bot) {
        return pool.preparedQuery("SELECT " + SealedChannel.TYPE.sql() + " FROM bot_channel ch"
                        + " WHERE ch.tenant_id = $1 AND ch.bot_id = $2 AND ch.provider = 'whatsapp'")
                .execute(Tuple.of(api.tenant(), bot))
                .map(rows -> sealed.openWhatsApp(
                        SealedChannel.TYPE.read(rows.iterator().next())))
                .await()
                .indefinitely();
    }

    private UUID connectedBot() {
        return connectedBot("106540352242922", "+14155550123");
    }

    private UUID connectedBot(String phoneNumberId, String phoneNumber) {
        UUID bot = UUID.fromString(api.createBot("Bot"));
        for (Map<String, String> credentials : List.of(
                Map.of(
                        "phone_number_id",
                        phoneNumberId,
                        "access_token",
                        TOKEN,
                        "app_secret",
                        "app-secret-of-tests",
                        "verify_token",
                        VERIFY_TOKEN),
                Map.of("account_sid", "AC1", "auth_token", "auth-token-of-tests", "phone_number", phoneNumber))) {
            api.as()
                    .body(credentials)
                    .put("/api/v1/bots/{id}/channel", bot)
                    .then()
                    .statusCode(200);
        }
        return bot;
    }

    /** Seals credentials of this tenant as a process with the earlier key does. */
    private void underTheEarlierKey() {
        for (String row : Database.column(
                "SELECT bot_id || ' ' || provider || ' ' || encode(credentials, 'hex')"
                        + " FROM bot_channel WHERE tenant_id = ?",
                api.tenant())) {
            String[] parts = row.split(" ");
            SealedPlace place = place(WireEnum.of(Provider.class, parts[1]), UUID.fromString(parts[0]));
            byte[] plain = current.open(java.util.HexFormat.of().parseHex(parts[2]), place);
            try (Connection connection = Database.connect()) {
                write(connection, UUID.fromString(parts[0]), parts[1], earlier.seal(plain, place));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Creates bots with one connection each, all under the earlier key. */
    private void copies(UUID bot, int count) {
        Database.update("DELETE FROM bot_channel WHERE tenant_id = ?", api.tenant());
        for (int i = 0; i < count; i++) {
            UUID copy = UUID.randomUUID();
            Database.update(
                    "WITH b AS (INSERT INTO bot SELECT tenant_id, ?, name, type, system_prompt, config, is_active,"
                            + " created_at, updated_at FROM bot WHERE tenant_id = ? AND id = ?)"
                            + " INSERT INTO bot_channel VALUES (?, ?, 'whatsapp', ?, ?, NULL, now())",
                    copy,
                    api.tenant(),
                    bot,
                    api.tenant(),
                    copy,
                    "9" + i,
                    earlier.seal(credentials("t").getBytes(), place(Provider.WHATSAPP, copy)));
        }
    }

    private void write(Connection connection, UUID bot, String provider, byte[] sealed) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE bot_channel SET credentials = ? WHERE tenant_id = ? AND bot_id = ? AND provider = ?")) {
            update.setBytes(1, sealed);
            update.setObject(2, api.tenant());
            update.setObject(3, bot);
            update.setString(4, provider);
            update.executeUpdate();
        }
    }

    private SealedPlace place(Provider provider, UUID bot) {
        return SealedCredentials.place(provider, api.tenant(), bot);
    }

    private static String credentials(String accessToken) {
        return "{\"phone_number_id\":\"106540352242922\",\"access_token\":\"" + accessToken
                + "\",\"app_secret\":\"app-secret-of-tests\",\"verify_token\":\"verify-of-tests-x\"}";
    }

    private CredentialRotation rotation(Map<String, String> settings) {
        SecretBox box = box(settings);
        return new CredentialRotation(vertx, pool, box, new SealedCredentials(box, hash(settings), json));
    }

    private static SecretBox box(Map<String, String> settings) {
        return new SecretBox(TestSecrets.of(settings));
    }

    private static KeyedHash hash(Map<String, String> settings) {
        return new KeyedHash(TestSecrets.of(settings));
    }
}
