package com.callmissed.whatsapp;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Database;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a signed payload stores is limited, whatever the payload contains. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class WhatsAppLimitsTest {
    private static final String CUSTOMER = "16505551234";
    private static final int CONTENT_BYTES = 65_536;

    private WhatsAppBot bot;

    @BeforeEach
    void connect() {
        // The number of the fixtures has more secrets than are tried on a large body.
        bot = WhatsAppBot.create(UUID.randomUUID(), "77" + System.nanoTime());
    }

    @Test
    void cutsALongTextAndSaysSo() {
        receive(bot.text(CUSTOMER, WhatsAppBot.wamid(), "💥".repeat(900_000) + "x".repeat(300_000)));

        Map<String, Object> message = message();
        assertThat(message.get("content")).isEqualTo("💥".repeat(CONTENT_BYTES / 4));
        assertThat(metadata(message)).containsEntry("truncated", Map.of("content", 3_900_000));
        assertThat(largestEvent()).isLessThan(100_000);
    }

    @Test
    void cutsTheContentOfOtherTypes() {
        String caption = "c".repeat(100_000);
        receive(bot.payload(
                WhatsAppBot.message(
                        CUSTOMER,
                        WhatsAppBot.wamid(),
                        "image",
                        "\"image\":{\"id\":\"1\",\"caption\":\"" + caption + "\"}"),
                WhatsAppBot.message(
                        CUSTOMER,
                        WhatsAppBot.wamid(),
                        "interactive",
                        "\"interactive\":{\"type\":\"list_reply\",\"list_reply\":{\"id\":\"1\",\"title\":\"" + caption
                                + "\"}}"),
                WhatsAppBot.message(
                        CUSTOMER,
                        WhatsAppBot.wamid(),
                        "contacts",
                        "\"contacts\":[{\"name\":{\"formatted_name\":\"" + caption + "\"}}]")));

        await().until(() -> bot.messages("+" + CUSTOMER).size() == 3);
        List<Map<String, Object>> messages = bot.messages("+" + CUSTOMER);
        assertThat(messages).allSatisfy(message -> assertThat(message)
                .containsEntry("content", caption.substring(0, CONTENT_BYTES)));
        assertThat(metadata(messages.get(0)))
                .containsEntry("media", Map.of("id", "1"))
                .containsEntry("truncated", Map.of("content", 100_000));
        assertThat(metadata(messages.get(1)))
                .doesNotContainKey("interactive")
                .containsEntry("truncated", Map.of("content", 100_000, "metadata", List.of("interactive")));
        assertThat(metadata(messages.get(2)))
                .doesNotContainKey("contacts")
                .containsEntry("truncated", Map.of("content", 100_000, "metadata", List.of("contacts")));
    }

    @Test
    void leavesOutWhatIsTooLargeForTheMetadata() {
        receive(bot.payload(WhatsAppBot.message(
                CUSTOMER,
                WhatsAppBot.wamid(),
                "text",
                "\"text\":{\"body\":\"Hi\"},\"context\":{\"id\":\"wamid.1\"},\"referral\":{\"body\":\""
                        + "r".repeat(3_000_000) + "\"}")));

        Map<String, Object> message = message();
        assertThat(message).containsEntry("content", "Hi");
        assertThat(metadata(message))
                .containsEntry("context", Map.of("id", "wamid.1"))
                .containsEntry("truncated", Map.of("metadata", List.of("referral")))
                .doesNotContainKey("referral");
        assertThat(largestEvent()).isLessThan(20_000);
    }

    @Test
    void cutsALongName() {
        String message = WhatsAppBot.message(CUSTOMER, WhatsAppBot.wamid(), "text", "\"text\":{\"body\":\"Hi\"}");
        receive(bot.change("\"contacts\":[{\"wa_id\":\"" + CUSTOMER + "\",\"profile\":{\"name\":\""
                + "n".repeat(3_900_000) + "\"}}],\"messages\":[" + message + "]"));

        message();
        assertThat(bot.conversation("+" + CUSTOMER).get("metadata"))
                .isEqualTo(Map.of("customer_name", "n".repeat(255), "truncated", Map.of("customer_name", 3_900_000)));
        assertThat(largestEvent()).isLessThan(20_000);
    }

    private void receive(String payload) {
        bot.post(payload).statusCode(200);
    }

    private Map<String, Object> message() {
        await().until(() -> bot.conversations().size() == 1);
        return bot.messages("+" + CUSTOMER).get(0);
    }

    private int largestEvent() {
        return Integer.parseInt(
                Database.column("SELECT max(octet_length(body::text)) FROM event WHERE tenant_id = ?", bot.tenant())
                        .get(0));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> metadata(Map<String, Object> message) {
        return (Map<String, Object>) message.get("metadata");
    }
}
