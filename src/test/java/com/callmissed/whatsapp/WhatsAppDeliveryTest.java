package com.callmissed.whatsapp;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Fixtures;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.Statements;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Meta delivers at least once; the thread has each message exactly once. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class WhatsAppDeliveryTest {
    private static final String CUSTOMER = "16505551234";

    private WhatsAppBot bot;

    @BeforeEach
    void connect() {
        bot = WhatsAppBot.create();
    }

    @Test
    void storesARepeatedDeliveryOnce() {
        bot.post(Fixtures.whatsApp("batch-two-contacts")).statusCode(200);
        bot.post(Fixtures.whatsApp("batch-two-contacts")).statusCode(200);
        assertThat(contents()).containsExactly("first", "second");
        assertThat(bot.conversations()).hasSize(2);
    }

    @Test
    void opensOneThreadForABurstOfFirstMessages() {
        int burst = 50;
        assertThat(Parallel.run(burst, i -> bot.post(bot.text(CUSTOMER, WhatsAppBot.wamid(), "message " + i))
                        .extract()
                        .statusCode()))
                .containsOnly(200);
        await().untilAsserted(() -> assertThat(bot.messages("+" + CUSTOMER)).hasSize(burst));
        List<Map<String, Object>> messages = bot.messages("+" + CUSTOMER);
        assertThat(messages)
                .extracting(message -> message.get("seq"))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, burst).boxed().toList());
        assertThat(messages)
                .extracting(message -> message.get("content"))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, burst).mapToObj(i -> "message " + i).toList());
        assertThat(bot.conversations()).hasSize(1);
        assertThat(bot.conversation("+" + CUSTOMER)).containsEntry("message_count", burst);
    }

    @Test
    void keepsTheOrderOfALongBatch() {
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            messages.add(
                    WhatsAppBot.message(CUSTOMER, WhatsAppBot.wamid(), "text", "\"text\":{\"body\":\"" + i + "\"}"));
        }
        bot.post(bot.payload(messages.toArray(String[]::new))).statusCode(200);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> bot.messages("+" + CUSTOMER).size() == 300);
        assertThat(contents())
                .containsExactlyElementsOf(
                        IntStream.range(0, 300).mapToObj(Integer::toString).toList());
    }

    @Test
    void storesTheRestOfABatchWithABrokenMessage() {
        bot.post(bot.payload(
                        WhatsAppBot.message(CUSTOMER, WhatsAppBot.wamid(), "text", "\"text\":{\"body\":\"before\"}"),
                        "{\"from\":\"" + CUSTOMER + "\",\"type\":\"text\",\"text\":{\"body\":\"has no id\"}}",
                        "17",
                        WhatsAppBot.message(CUSTOMER, WhatsAppBot.wamid(), "text", "\"text\":{\"body\":\"after\"}")))
                .statusCode(200);
        assertThat(contents()).containsExactly("before", "after");
    }

    /**
     * Without the two statements on the journal, which {@link Statements} ignores: one for the row, one for the
     * outcome.
     */
    @Test
    void takesOneStatementForTheAccountsAndForEachMessageOneAndOneForItsEvents() {
        List<String> executed = Statements.during(
                () -> bot.post(Fixtures.whatsApp("batch-two-contacts")).statusCode(200));
        int recognition =
                2 * 3; // two new customers: the contact, their thread of an earlier version, the message again
        assertThat(executed).hasSize(1 + 3 * 4 + recognition); // with BEGIN and COMMIT
        assertThat(executed)
                .filteredOn(sql -> sql.contains("INSERT INTO event_counter"))
                .hasSize(3);
        assertThat(executed)
                .filteredOn(sql -> sql.contains("INSERT INTO message"))
                .hasSize(3 + 2);
        String known = bot.text("16505551234", WhatsAppBot.wamid(), "I am known");
        assertThat(Statements.during(() -> bot.post(known).statusCode(200))).hasSize(1 + 4);
        assertThat(executed).filteredOn(sql -> sql.contains("FROM bot_channel")).hasSize(1);
    }

    @Test
    void ignoresFieldsThatMetaMayAdd() {
        String text = bot.text(CUSTOMER, WhatsAppBot.wamid(), "hello")
                .replace("{\"object\"", "{\"api_version\":\"v99\",\"object\"")
                .replace("\"from\"", "\"new\":{\"deep\":[1,{\"x\":null}]},\"from\"")
                .replace("\"metadata\":{", "\"metadata\":{\"country\":\"US\",")
                .replace("\"text\":{", "\"text\":{\"preview\":true,");
        bot.post(text).statusCode(200);
        assertThat(contents()).containsExactly("hello");
    }

    @Test
    void storesAMessageThatHoldsWhatPostgresRefuses() {
        bot.post(bot.text(CUSTOMER, WhatsAppBot.wamid(), "a\\u0000b\\ud83dc")).statusCode(200);
        assertThat(contents()).containsExactly("a\uFFFDb\uFFFDc");
    }

    @Test
    void takesATextOfMegabytesAndStoresItsBeginning() {
        bot = WhatsAppBot.create(UUID.randomUUID(), "77" + System.nanoTime());
        String text = "0123456789".repeat(300_000);
        bot.post(bot.text(CUSTOMER, WhatsAppBot.wamid(), text)).statusCode(200);
        await().untilAsserted(() -> assertThat(contents()).containsExactly(text.substring(0, 64 * 1024)));
    }

    @Test
    void takesTheSameMessageIdOfAnotherBotAsAnotherMessage() {
        WhatsAppBot other = WhatsAppBot.create(bot.tenant(), "2" + System.nanoTime());
        String wamid = WhatsAppBot.wamid();
        bot.post(bot.text(CUSTOMER, wamid, "to the first")).statusCode(200);
        other.post(other.text(CUSTOMER, wamid, "to the second")).statusCode(200);
        assertThat(bot.conversations()).hasSize(2);
    }

    private List<Object> contents() {
        return bot.messages("+" + CUSTOMER).stream()
                .map(message -> message.get("content"))
                .toList();
    }
}
