package com.callmissed.whatsapp;

import java.util.List;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Database;
import com.callmissed.testing.JournalRows;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The database refuses one message in the middle of a batch. In this test a trigger refuses it. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class WhatsAppFailureTest {
    private static final String CUSTOMER = "16505551234";

    private WhatsAppBot bot;

    @BeforeEach
    void connect() {
        bot = WhatsAppBot.create();
    }

    @AfterEach
    void accept() {
        Database.update("DROP FUNCTION IF EXISTS refuse_message CASCADE");
    }

    @Test
    void givesUpAMessageThatCannotBeStoredAndStoresTheOthers() {
        refuseTheSecond("22023");
        postThree();
        assertThat(contents()).containsExactly("first", "third");
        assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("failed");
        assertThat(journal("detail")).isEqualTo("1 of 3 parts");
    }

    @Test
    void keepsTheOrderWhenAFailureMayPass() {
        refuseTheSecond("40001");
        postThree();
        assertThat(contents()).containsExactly("first");
        assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("pending");
        assertThat(journal("detail")).isEqualTo("PostgreSQL 40001");
        accept();
        due(1);
        await().untilAsserted(
                        () -> assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("processed"));
        assertThat(contents()).containsExactly("first", "second", "third");
    }

    @Test
    void storesWhatItCanInTheLastAttempt() {
        refuseTheSecond("40001");
        postThree();
        due(11);
        await().untilAsserted(
                        () -> assertThat(JournalRows.outcomes(bot.tenant())).containsExactly("failed"));
        assertThat(contents()).containsExactly("first", "third");
    }

    private void postThree() {
        bot.post(bot.payload(message("first"), message("second"), message("third")))
                .statusCode(200);
    }

    private static String message(String text) {
        return WhatsAppBot.message(CUSTOMER, WhatsAppBot.wamid(), "text", "\"text\":{\"body\":\"" + text + "\"}");
    }

    private void refuseTheSecond(String sqlState) {
        Database.update("""
                CREATE FUNCTION refuse_message() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '%s'; END $$
                """.formatted(sqlState));
        Database.update("""
                CREATE TRIGGER refuse_message BEFORE INSERT ON message FOR EACH ROW
                WHEN (NEW.tenant_id = '%s' AND NEW.content = 'second') EXECUTE FUNCTION refuse_message()
                """.formatted(bot.tenant()));
    }

    /** Makes the payload due in the worker's next round. */
    private void due(int attempts) {
        Database.update(
                "UPDATE inbound_payload SET lease_until = now(), attempts = ? WHERE tenant_id = ?",
                attempts,
                bot.tenant());
    }

    private String journal(String column) {
        return Database.column("SELECT " + column + " FROM inbound_payload WHERE tenant_id = ?", bot.tenant())
                .get(0);
    }

    private List<Object> contents() {
        return bot.messages("+" + CUSTOMER).stream()
                .map(message -> message.get("content"))
                .toList();
    }
}
