package com.callmissed.packaged;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.restassured.RestAssured;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Database;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.Replicas;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;

/** A process ends or freezes in the middle of a payload. Another one stores the rest, and nothing is stored twice. */
@Tag("soak")
class JournalTakeoverIT {
    private static final int MESSAGES = 1_500;
    private static final int CUSTOMERS = 3;

    private Map<String, String> environment;
    private Database database;

    @BeforeEach
    void configure() {
        environment = new HashMap<>(PackagedApp.production());
        environment.put("CALLMISSED_JOURNAL_LEASE", "PT2S");
        environment.put("CALLMISSED_JOURNAL_POLL", "PT0.5S");
        database = Database.at(environment.get("DATABASE_URL"));
    }

    @AfterEach
    void reset() {
        RestAssured.reset();
    }

    @Test
    void continuesAfterAKill() {
        try (PackagedApp app = PackagedApp.start(environment)) {
            RestAssured.baseURI = app.baseUri();
            WhatsAppBot bot = WhatsAppBot.create();
            bot.post(payload(bot)).statusCode(200);
            await().until(() -> stored() > MESSAGES / 10);
            app.kill();
            assertThat(number("SELECT parts_done FROM inbound_payload")).isBetween(1L, MESSAGES - 1L);
            long before = stored();
            app.start();
            assertStoredOnceAndInOrder();
            assertThat(before).isLessThan(MESSAGES);
        }
    }

    @Test
    void storesNothingAfterAFreeze() throws IOException, InterruptedException {
        // The frozen process is the one that got the payload.
        environment.put("CALLMISSED_JOURNAL_ANSWER_WITHIN", "PT60S");
        try (Replicas replicas = Replicas.two(environment)) {
            // The other process must not wait for a transaction of the frozen one.
            database.execute("ALTER DATABASE " + name() + " SET idle_in_transaction_session_timeout = '1s'");
            replicas.app(0).kill();
            replicas.start(0);
            RestAssured.baseURI = replicas.address(0);
            WhatsAppBot bot = WhatsAppBot.create();
            replicas.webhook(0, bot, payload(bot));
            await().until(() -> stored() > MESSAGES / 10);
            signal("STOP", replicas.app(0));
            try {
                assertStoredOnceAndInOrder();
            } finally {
                signal("CONT", replicas.app(0));
            }
            String settled =
                    database.select("SELECT processed_at FROM inbound_payload").get(0);
            await().until(() -> hasStopped(replicas.app(0)));
            assertStoredOnceAndInOrder();
            assertThat(database.select("SELECT processed_at FROM inbound_payload"))
                    .containsExactly(settled);
        }
    }

    /** It notices that its claim is gone; or it has lost its connections, and leaves the payload to its lease. */
    private static boolean hasStopped(PackagedApp frozen) {
        String output = frozen.output();
        return output.contains("because another process has taken it over")
                || output.contains("Left a payload to the journal worker");
    }

    private void assertStoredOnceAndInOrder() {
        await().untilAsserted(() -> assertThat(database.select("SELECT outcome FROM inbound_payload"))
                .containsExactly("processed"));
        assertThat(stored()).isEqualTo(MESSAGES);
        for (int customer = 0; customer < CUSTOMERS; customer++) {
            int first = customer;
            assertThat(database.select(
                            "SELECT m.content FROM message m JOIN conversation c ON c.tenant_id = m.tenant_id"
                                    + " AND c.id = m.conversation_id WHERE c.external_id = ? ORDER BY m.seq",
                            "+" + number(customer)))
                    .isEqualTo(IntStream.range(0, MESSAGES)
                            .filter(i -> i % CUSTOMERS == first)
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }

    private static String payload(WhatsAppBot bot) {
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            messages.add(WhatsAppBot.message(
                    number(i % CUSTOMERS), WhatsAppBot.wamid(), "text", "\"text\":{\"body\":\"" + i + "\"}"));
        }
        return bot.payload(messages.toArray(String[]::new));
    }

    private static String number(int customer) {
        return "1650555000" + customer;
    }

    private String name() {
        return database.select("SELECT current_database()").get(0);
    }

    private long stored() {
        return number("SELECT count(*) FROM message");
    }

    private long number(String sql) {
        return Long.parseLong(database.select(sql).get(0));
    }

    private static void signal(String signal, PackagedApp app) throws IOException, InterruptedException {
        int code = new ProcessBuilder(
                        "kill", "-" + signal, Long.toString(app.process().pid()))
                .start()
                .waitFor();
        assertThat(code).isZero();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(90));
    }
}
