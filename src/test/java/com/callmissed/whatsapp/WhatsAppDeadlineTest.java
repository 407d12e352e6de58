package com.callmissed.whatsapp;

import java.time.Duration;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.Database;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.JournalRows;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.WhatsAppBot;

import static com.callmissed.testing.ErrorEnvelope.assertError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A provider gets a response in time when the database gives none. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class WhatsAppDeadlineTest {
    private static final String CUSTOMER = "16505551234";
    private static final Duration PROVIDERS_PATIENCE = Duration.ofSeconds(10);

    @ParameterizedTest
    @CsvSource({
        "bot_channel,'Too many payloads at once, send it again later'",
        "inbound_payload,'The payload could not be stored, send it again later'"
    })
    void refusesAPayloadThatItCannotStore(String table, String message) {
        WhatsAppBot bot = WhatsAppBot.create();
        String payload = bot.text(CUSTOMER, WhatsAppBot.wamid(), "Hello");
        try (HeldTransaction lock = HeldTransaction.of("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE")) {
            long before = System.nanoTime();
            assertError(bot.post(payload), ErrorCode.NOT_READY, message);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(PROVIDERS_PATIENCE);
            lock.commit();
        }
        bot.post(payload).statusCode(200);
        await().untilAsserted(() -> assertThat(JournalRows.outcomes(bot.tenant()))
                .doesNotContain("pending")
                .isNotEmpty());
        assertThat(bot.messages("+" + CUSTOMER)).hasSize(1);
    }

    @Test
    void acknowledgesWhatIsStoredWhileAllWorkIsStuck() {
        WhatsAppBot bot = WhatsAppBot.create();
        bot.post(bot.text(CUSTOMER, WhatsAppBot.wamid(), "before")).statusCode(200);
        try (HeldTransaction lock =
                HeldTransaction.of("SELECT FROM conversation WHERE tenant_id = ? FOR UPDATE", bot.tenant())) {
            for (int i = 0; i < 3; i++) {
                bot.post(bot.text(CUSTOMER, WhatsAppBot.wamid(), "message " + i))
                        .statusCode(200);
            }
            assertThat(bot.messages("+" + CUSTOMER)).hasSize(1);
            lock.commit();
        }
        await().untilAsserted(() -> assertThat(bot.messages("+" + CUSTOMER)).hasSize(4));
        assertThat(Database.column(
                        "SELECT count(DISTINCT provider_message_id) FROM message WHERE tenant_id = ?", bot.tenant()))
                .containsExactly("4");
    }
}
