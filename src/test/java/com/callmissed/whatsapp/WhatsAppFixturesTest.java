package com.callmissed.whatsapp;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.callmissed.testing.Database;
import com.callmissed.testing.Fixtures;
import com.callmissed.testing.JournalRows;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;

/** Posts every payload of the fixtures without changes and checks the result. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class WhatsAppFixturesTest {
    private static final String SHEENA = "+16505551234";
    private static final String OUTBOUND = "wamid.HBgLMTY1MDU1NTEyMzQVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA";
    private static final Map<String, Object> CONTEXT = Map.of("from", "15550783881", "id", OUTBOUND);
    private static final String SENT_AT = "2025-06-08T20:59:43Z";

    static Stream<Arguments> messages() {
        return Stream.of(
                message("text", "text", "Does it come in another color?", Map.of()),
                message("text-reply-with-context", "text", "Yes, the blue one", Map.of("context", CONTEXT)),
                message(
                        "image",
                        "image",
                        "The box arrived open",
                        media(Map.of(
                                "id", "2754859441498128",
                                "mime_type", "image/jpeg",
                                "sha256", "81d3bd8a8db4868c9520ed47186e8b7c5789e61ff79f7f834be6950b808a90d3"))),
                message(
                        "audio-voice-note",
                        "audio",
                        "Voice message",
                        media(Map.of(
                                "id", "1908647269898587",
                                "mime_type", "audio/ogg; codecs=opus",
                                "sha256", "3b4a8d0c",
                                "voice", true))),
                message(
                        "document",
                        "document",
                        "the invoice",
                        media(Map.of(
                                "id", "1376223850470843",
                                "mime_type", "application/pdf",
                                "sha256", "aa",
                                "filename", "invoice.pdf"))),
                message(
                        "location",
                        "location",
                        "Philz Coffee, 101 Forest Ave, Palo Alto",
                        Map.of(
                                "location",
                                Map.of(
                                        "latitude",
                                        37.44221496582f,
                                        "longitude",
                                        -122.16165924072f,
                                        "name",
                                        "Philz Coffee",
                                        "address",
                                        "101 Forest Ave, Palo Alto"))),
                message(
                        "button",
                        "button",
                        "Unsubscribe",
                        Map.of("button", Map.of("payload", "Unsubscribe", "text", "Unsubscribe"), "context", CONTEXT)),
                message(
                        "interactive-button-reply",
                        "interactive",
                        "Cancel",
                        Map.of(
                                "interactive",
                                Map.of(
                                        "type",
                                        "button_reply",
                                        "button_reply",
                                        Map.of("id", "cancel-button", "title", "Cancel")),
                                "context",
                                CONTEXT)),
                message(
                        "interactive-list-reply",
                        "interactive",
                        "Priority Mail Express",
                        Map.of(
                                "interactive",
                                Map.of(
                                        "type",
                                        "list_reply",
                                        "list_reply",
                                        Map.of(
                                                "id", "priority_express",
                                                "title", "Priority Mail Express",
                                                "description", "Next day to 2 days")),
                                "context",
                                CONTEXT)),
                message(
                        "reaction",
                        "reaction",
                        "\uD83D\uDC4D",
                        Map.of("reaction", Map.of("message_id", OUTBOUND, "emoji", "\uD83D\uDC4D"))),
                message(
                        "reaction-removed",
                        "reaction",
                        "Reaction removed",
                        Map.of("reaction", Map.of("message_id", OUTBOUND))),
                message(
                        "system-number-changed",
                        "system",
                        "User A changed from 16505551234 to 16505559999",
                        Map.of(
                                "system",
                                Map.of(
                                        "body", "User A changed from 16505551234 to 16505559999",
                                        "wa_id", "16505559999",
                                        "type", "user_changed_number"))),
                message(
                        "unsupported",
                        "system",
                        "Unsupported message",
                        Map.of(
                                "errors",
                                List.of(Map.of(
                                        "code",
                                        131051,
                                        "title",
                                        "Message type unknown",
                                        "message",
                                        "Message type unknown",
                                        "error_data",
                                        Map.of("details", "Message type is currently not supported."))))));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void storesTheMessage(String fixture, String type, String content, Map<String, Object> metadata) {
        WhatsAppBot bot = WhatsAppBot.create();
        bot.post(Fixtures.whatsApp(fixture)).statusCode(200);
        assertThat(bot.messages(SHEENA)).singleElement().satisfies(message -> {
            assertThat(message)
                    .containsEntry("role", "user")
                    .containsEntry("message_type", type)
                    .containsEntry("content", content)
                    .containsEntry("status", "sent")
                    .containsEntry("seq", 1);
            assertThat(withoutTime(message)).isEqualTo(metadata);
        });
        assertThat(bot.conversation(SHEENA))
                .containsEntry("channel", "whatsapp")
                .containsEntry("status", "active")
                .containsEntry("metadata", Map.of("customer_name", "Sheena Nelson"))
                .containsEntry("message_count", 1);
        assertThat(outcomes(bot)).containsExactly("processed");
    }

    @Test
    void storesABatchInItsOrder() {
        WhatsAppBot bot = WhatsAppBot.create();
        bot.post(Fixtures.whatsApp("batch-two-contacts")).statusCode(200);
        assertThat(bot.messages(SHEENA))
                .extracting("seq", "content")
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, "first"),
                        org.assertj.core.groups.Tuple.tuple(2, "second"));
        assertThat(bot.messages("+12025550125"))
                .extracting(message -> message.get("content"))
                .containsExactly("from somebody else");
        assertThat(bot.conversation("+12025550125")).containsEntry("metadata", Map.of("customer_name", "Omar Haddad"));
        assertThat(outcomes(bot)).containsExactly("processed");
    }

    @Test
    void storesWhatTheBusinessSentFromItsPhone() {
        WhatsAppBot bot = WhatsAppBot.create();
        bot.post(Fixtures.whatsApp("echo-from-phone")).statusCode(200);
        assertThat(bot.messages(SHEENA)).singleElement().satisfies(message -> assertThat(message)
                .containsEntry("role", "assistant")
                .containsEntry("content", "Hi Sheena, this is Dana from the shop, I'll take it from here")
                .containsEntry("status", "sent")
                .containsEntry(
                        "metadata", Map.of("origin", "business_phone", "provider_timestamp", "2025-06-08T21:01:40Z")));
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void liftsTheStatus(String status) {
        WhatsAppBot bot = WhatsAppBot.create();
        bot.post(echo(bot)).statusCode(200);
        Database.update("UPDATE message SET status = 'queued' WHERE tenant_id = ?", bot.tenant());
        bot.post(Fixtures.whatsApp("status-" + status)).statusCode(200);
        assertThat(bot.messages(SHEENA)).singleElement().satisfies(message -> assertThat(message)
                .containsEntry("status", status));
        assertThat(outcomes(bot)).containsOnly("processed");
    }

    static Stream<String> statuses() {
        return Stream.of("sent", "delivered", "read", "failed");
    }

    @Test
    @SuppressWarnings("unchecked")
    void keepsWhyAMessageFailed() {
        WhatsAppBot bot = WhatsAppBot.create();
        bot.post(echo(bot)).statusCode(200);
        bot.post(Fixtures.whatsApp("status-failed")).statusCode(200);
        Map<String, Object> metadata =
                (Map<String, Object>) bot.messages(SHEENA).get(0).get("metadata");
        assertThat(metadata)
                .containsEntry(
                        "error",
                        Map.of(
                                "code",
                                131047,
                                "title",
                                "Re-engagement message",
                                "details",
                                "Message failed to send because more than 24 hours have passed since the customer last"
                                        + " replied to this number."));
    }

    @Test
    void ignoresWhatConcernsNoConversation() {
        WhatsAppBot bot = WhatsAppBot.create();
        bot.post(Fixtures.whatsApp("other-field-template-status")).statusCode(200);
        assertThat(bot.conversations()).isEmpty();
        assertThat(outcomes(bot)).containsExactly("ignored");
    }

    @Test
    void coversEveryFile() throws IOException, URISyntaxException {
        Stream<String> covered = Stream.concat(
                messages().map(arguments -> (String) arguments.get()[0]),
                Stream.concat(
                        statuses().map("status-"::concat),
                        Stream.of("batch-two-contacts", "echo-from-phone", "other-field-template-status")));
        try (Stream<Path> files = Files.list(Path.of(
                getClass().getResource("/fixtures/whatsapp/text.json").toURI().resolve(".")))) {
            assertThat(covered)
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .filter(name -> name.endsWith(".json"))
                                    .map(name -> name.substring(0, name.length() - 5))
                                    .toList());
        }
    }

    private static Arguments message(String fixture, String type, String content, Map<String, Object> metadata) {
        return Arguments.of(fixture, type, content, metadata);
    }

    private static Map<String, Object> media(Map<String, Object> media) {
        return Map.of("media", media);
    }

    /** An outbound message with the id in the statuses of the fixtures. */
    private static String echo(WhatsAppBot bot) {
        return bot.change("\"message_echoes\":[{\"from\":\"15550783881\",\"to\":\"16505551234\",\"id\":\"" + OUTBOUND
                        + "\",\"type\":\"text\",\"text\":{\"body\":\"Yes\"}}]")
                .replace("\"field\":\"messages\"", "\"field\":\"smb_message_echoes\"");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> withoutTime(Map<String, Object> message) {
        Map<String, Object> metadata = new java.util.HashMap<>((Map<String, Object>) message.get("metadata"));
        assertThat((String) metadata.remove("provider_timestamp")).startsWith("2025-06-08T20:59:");
        return metadata;
    }

    private List<String> outcomes(WhatsAppBot bot) {
        return JournalRows.outcomes(bot.tenant());
    }
}
