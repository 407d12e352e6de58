package com.callmissed.whatsapp;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.testing.Database;
import com.callmissed.testing.FieldCase;
import com.callmissed.testing.JournalRows;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls on WhatsApp, which the service does not answer. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class WhatsAppCallsTest {
    private static final String MIRA = "+16505550120";

    @TestHTTPResource("/")
    URI base;

    private final FieldCase field = new FieldCase();
    private final String missed = field.read("20-wa-calls-missed.json");
    private final String id =
            field.read("20-wa-calls-missed.json").replaceFirst("(?s).*\"id\": \"(wacid[^\"]*)\".*", "$1");
    private final String connect = missed.replace("terminate", "connect")
            .replaceFirst(
                    "\"status\": \"FAILED\",\\s*\"duration\": 0",
                    "\"session\": {\"sdp_type\": \"offer\", \"sdp\": \"v=0\"}");
    private final String taken = missed.replace("FAILED", "COMPLETED").replace("\"duration\": 0", "\"duration\": 33");

    private WhatsAppBot bot;

    @BeforeEach
    void connectBot() {
        bot = WhatsAppBot.create();
    }

    @Test
    void showsACallThatNobodyTook() {
        try (SocketClient socket = socket()) {
            post(missed);
            post(missed);
            assertThat(types(socket, 1)).containsExactly("conversation.started system");
            assertThat(call())
                    .containsEntry("channel", "voice")
                    .containsEntry("external_id", MIRA)
                    .containsEntry("status", "failed")
                    .containsEntry("status_reason", "missed_call")
                    .containsEntry("duration_seconds", 0)
                    .containsEntry("message_count", 0)
                    .containsEntry("profile_name", "Mira Example")
                    .containsEntry("bot_id", bot.id().toString())
                    .containsEntry("reply_window_expires_at", null)
                    .containsEntry("metadata", Map.of("call_id", id, "origin", "whatsapp"));
            assertNothingIsSent();
            // The next event of the tenant follows the one of the call.
            bot.post(bot.text("16505550199", WhatsAppBot.wamid(), "hello")).statusCode(200);
            assertThat(types(socket, 2)).containsExactly("conversation.started customer", "message.received customer");
        }
    }

    @Test
    void showsACallWhileItIsOffered() {
        try (SocketClient socket = socket()) {
            post(connect);
            assertThat(call())
                    .containsEntry("status", "active")
                    .containsEntry("status_reason", null)
                    .containsEntry("duration_seconds", null);
            post(missed);
            post(connect);
            post(missed);
            assertThat(call())
                    .containsEntry("status", "failed")
                    .containsEntry("status_reason", "missed_call")
                    .containsEntry("duration_seconds", 0);
            assertThat(types(socket, 2))
                    .containsExactly("conversation.started customer", "conversation.status_changed system");
            assertNothingIsSent();
        }
    }

    @Test
    void isOneCallWhenItsEndOvertakesItsBegin() {
        post(missed);
        Map<String, Object> ended = call();
        post(connect);
        post(taken);
        assertThat(call()).isEqualTo(ended);
    }

    @Test
    void isOneCallWhenAllComesAtOnce() {
        Parallel.run(9, i -> post(i % 2 == 0 ? missed : connect));
        assertThat(call()).containsEntry("status", "failed").containsEntry("status_reason", "missed_call");
    }

    @Test
    void isOneCallWhenBothEventsAreInOnePayload() {
        String both = missed.replaceFirst(
                "\"calls\": \\[",
                "\"calls\": [{\"id\":\"" + id + "\",\"from\":\"16505550120\",\"event\":\"connect\"},");
        post(both);
        assertThat(call()).containsEntry("status", "failed").containsEntry("status_reason", "missed_call");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void completesACallThatWasTakenElsewhere(boolean offered) {
        if (offered) {
            post(connect);
        }
        post(taken);
        post(taken);
        assertThat(call())
                .containsEntry("status", "completed")
                .containsEntry("status_reason", null)
                .containsEntry("duration_seconds", 33);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", textBlock = """
            "status":"COMPLETED","start_time":"1700000000","end_time":"1700000007" | completed | null | 7
            "status":"COMPLETED","duration":"12"                                  | completed | null | 12
            "status":"FAILED","duration":30                                      | failed | null | 30
            "status":"COMPLETED"                                                 | failed | missed_call | null
            "status":"COMPLETED","duration":0                                    | failed | missed_call | 0
            "status":"REJECTED","duration":-4                                    | failed | missed_call | null
            "status":"COMPLETED","duration":10000000                             | failed | missed_call | null
            "status":["COMPLETED"],"duration":{}                                 | failed | missed_call | null
            "status":"FAILED","start_time":9223372036854775807,"end_time":"x"    | failed | missed_call | null
            "x":1                                                                | failed | missed_call | null
            """)
    void readsWhoTookTheCall(String end, String status, String reason, Integer duration) {
        post(calls(ended("wacid.1", "\"from\":\"16505550120\"," + end)));
        assertThat(call())
                .containsEntry("status", status)
                .containsEntry("status_reason", reason)
                .containsEntry("duration_seconds", duration);
    }

    @Test
    void isOfTheContactWhoWrites() {
        bot.post(bot.text("16505550120", WhatsAppBot.wamid(), "hello")).statusCode(200);
        Object contact = bot.conversation(MIRA).get("contact_id");
        post(missed);
        assertThat(bot.conversations()).hasSize(2).allSatisfy(each -> assertThat(each)
                .containsEntry("contact_id", contact));
        assertThat(bot.conversations()).extracting("channel").containsExactlyInAnyOrder("whatsapp", "voice");
    }

    @Test
    void linksTheUserIdAndTheNumberOfTheCaller() {
        String user = "US.10000000000000000120";
        bot.post(bot.text(user, WhatsAppBot.wamid(), "number hidden")).statusCode(200);
        post(calls(ended("wacid.1", "\"from\":\"16505550120\",\"from_user_id\":\"" + user + "\"")));
        assertThat(bot.conversations()).hasSize(2).extracting("external_id").containsOnly(MIRA);
        assertThat(bot.conversations()).extracting("contact_id").containsOnly(call().get("contact_id"));
    }

    @Test
    void givesNobodyTheNameOfAnotherCaller() {
        String two = missed.replaceFirst(
                "\"calls\": \\[",
                "\"calls\": [{\"id\":\"wacid.other\",\"from\":\"16505550121\",\"event\":\"terminate\"},");
        post(two);
        assertThat(bot.conversation("+16505550121")).containsEntry("profile_name", null);
        assertThat(bot.conversation(MIRA)).containsEntry("profile_name", "Mira Example");
    }

    @Test
    void isOfEachBotThatIsCalled() {
        WhatsAppBot other = WhatsAppBot.create();
        post(missed);
        other.post(missed).statusCode(200);
        assertThat(bot.conversations()).hasSize(1);
        assertThat(other.conversations()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"direction\":\"BUSINESS_INITIATED\",\"event\":\"connect\",\"from\":\"15550783881\"",
                "\"direction\":\"BUSINESS_INITIATED\",\"event\":\"terminate\",\"from\":\"16505550120\",\"duration\":9",
                "\"event\":\"terminate\",\"from\":\"+1 555-078-3881\",\"to\":\"16505550120\",\"status\":\"COMPLETED\"",
                "\"event\":\"accept\",\"from\":\"16505550120\"",
                "\"event\":[\"terminate\"],\"from\":\"16505550120\"",
                "\"from\":\"16505550120\""
            })
    void ignoresWhatIsNoCallOfACustomer(String call) {
        post(calls("{\"id\":\"wacid.1\"," + call + "}"));
        assertThat(bot.conversations()).isEmpty();
        assertThat(outcomes()).containsExactly("ignored");
    }

    @Test
    void ignoresReportsAboutCallsOfTheBusiness() {
        post(bot.statuses("{\"id\":\"wacid.1\",\"type\":\"call\",\"status\":\"RINGING\",\"timestamp\":\"1750263770\","
                        + "\"recipient_id\":\"16505551234\",\"biz_opaque_callback_data\":\"ours\"}")
                .replace("\"field\":\"messages\"", "\"field\":\"calls\""));
        assertThat(bot.conversations()).isEmpty();
        assertThat(outcomes()).containsExactly("ignored");
    }

    @Test
    void refusesWhatIsNoIdAndNoNumber() {
        String from = "\"from\":\"16505550120\"";
        post(calls(
                ended("", from),
                ended("w".repeat(513), from),
                "{\"id\":7,\"event\":\"terminate\"," + from + "}",
                ended("wacid.1", "\"from\":\"" + "1".repeat(255) + "\""),
                ended("wacid.2", "\"from\":{}"),
                ended("w".repeat(512), from)));
        assertThat(bot.conversations()).hasSize(1).allSatisfy(each -> assertThat(each)
                .containsEntry("metadata", Map.of("call_id", "w".repeat(512), "origin", "whatsapp")));
        assertThat(outcomes()).containsExactly("unreadable");
    }

    @Test
    void keepsWhatPostgresRefusesReadable() {
        post(calls(ended("wacid.\\u0000", "\"from\":\"US.\\u0000\\ud83d\"")));
        assertThat(call()).containsEntry("external_id", "US.\uFFFD\uFFFD");
    }

    @Test
    void isStoredWhileTheBotIsSwitchedOff() {
        Database.update("UPDATE bot SET is_active = false WHERE tenant_id = ?", bot.tenant());
        post(missed);
        assertThat(call()).containsEntry("status_reason", "missed_call");
    }

    private Map<String, Object> call() {
        List<Map<String, Object>> calls = bot.conversations().stream()
                .filter(each -> each.get("channel").equals("voice"))
                .toList();
        assertThat(calls).hasSize(1);
        return calls.get(0);
    }

    private boolean post(String payload) {
        bot.post(payload).statusCode(200);
        Awaitility.await().until(() -> !outcomes().contains("pending"));
        return true;
    }

    private void assertNothingIsSent() {
        assertThat(Database.column("SELECT 1 FROM autoreply_turn WHERE tenant_id = ?", bot.tenant()))
                .isEmpty();
        assertThat(Database.column("SELECT 1 FROM outbox WHERE tenant_id = ?", bot.tenant()))
                .isEmpty();
        assertThat(Database.column("SELECT 1 FROM message WHERE tenant_id = ?", bot.tenant()))
                .isEmpty();
    }

    private String calls(String... calls) {
        return bot.change("\"calls\":[" + String.join(",", calls) + "]")
                .replace("\"field\":\"messages\"", "\"field\":\"calls\"");
    }

    private static String ended(String id, String content) {
        return "{\"id\":\"%s\",\"event\":\"terminate\",\"direction\":\"USER_INITIATED\",%s}".formatted(id, content);
    }

    private List<String> outcomes() {
        return JournalRows.outcomes(bot.tenant());
    }

    private SocketClient socket() {
        return SocketClient.withToken(base, TestTokens.of(bot.tenant(), "agent"))
                .ready();
    }

    private static List<String> types(SocketClient socket, int count) {
        List<String> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            JsonNode event = socket.nextJson();
            types.add(
                    event.path("type").asText() + " " + event.at("/actor/kind").asText());
        }
        return types;
    }
}
