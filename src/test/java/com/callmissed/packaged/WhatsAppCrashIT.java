package com.callmissed.packaged;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.restassured.RestAssured;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;

/** Every webhook that Meta got a 200 for survives SIGKILL. */
@Tag("soak")
class WhatsAppCrashIT {
    private static final int SENDERS = 8;
    private static final int CUSTOMERS = 5;

    private Map<String, String> environment;
    private PackagedApp app;
    private WhatsAppBot bot;

    @BeforeEach
    void start() {
        environment = new HashMap<>(PackagedApp.production());
        environment.put("CALLMISSED_JOURNAL_LEASE", "PT4S");
        app = PackagedApp.start(environment);
        RestAssured.baseURI = app.baseUri();
        bot = WhatsAppBot.create();
    }

    @AfterEach
    void stop() {
        app.close();
        RestAssured.reset();
    }

    @Test
    void losesNothingThatWasAcknowledgedInAStreamOfPayloads() throws InterruptedException {
        Queue<Sent> acknowledged = new ConcurrentLinkedQueue<>();
        for (int moment : List.of(1, 200)) {
            ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
            IntStream.range(0, SENDERS).forEach(i -> senders.execute(() -> sendUntilRefused(acknowledged)));
            int enough = acknowledged.size() + moment;
            await().until(() -> acknowledged.size() >= enough);
            app.kill();
            senders.shutdown();
            assertThat(senders.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            restart();
        }
        await().untilAsserted(() -> assertThat(stored()).containsAll(acknowledged));
        assertThat(stored()).doesNotHaveDuplicates();
        IntStream.range(0, CUSTOMERS).forEach(customer -> assertThat(bot.messages("+" + number(customer)))
                .extracting(message -> message.get("seq"))
                .isEqualTo(IntStream.rangeClosed(
                                1, bot.messages("+" + number(customer)).size())
                        .boxed()
                        .toList()));
    }

    @Test
    void finishesAtTheNextStartWhatWasOnlyJournalled() throws SQLException {
        String customer = number(0);
        bot.post(bot.text(customer, WhatsAppBot.wamid(), "before")).statusCode(200);
        try (Connection connection = database();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT FROM conversation FOR UPDATE");
            bot.post(bot.text(customer, WhatsAppBot.wamid(), "in the window")).statusCode(200);
            assertThat(bot.messages("+" + customer)).hasSize(1);
            assertThat(pending()).isEqualTo(1);
            app.kill();
            endTheSessionsOfTheKilled();
            connection.rollback();
        }
        assertThat(pending()).isEqualTo(1);
        restart();
        await().untilAsserted(() -> assertThat(bot.messages("+" + customer))
                .extracting(message -> message.get("content"))
                .containsExactly("before", "in the window"));
        await().until(() -> pending() == 0);
    }

    private void sendUntilRefused(Queue<Sent> acknowledged) {
        for (int i = 0; ; i++) {
            Sent message = new Sent(number(i % CUSTOMERS), WhatsAppBot.wamid());
            try {
                bot.post(bot.text(message.customer(), message.wamid(), message.wamid()))
                        .statusCode(200);
            } catch (Exception connectionLost) {
                return;
            }
            acknowledged.add(message);
        }
    }

    private List<Sent> stored() {
        List<Sent> stored = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            String customer = number(i);
            bot.messages("+" + customer)
                    .forEach(message -> stored.add(new Sent(customer, (String) message.get("content"))));
        }
        return stored;
    }

    private void restart() {
        app.start();
        RestAssured.baseURI = app.baseUri();
    }

    /**
     * Ends the sessions of the killed process that wait for the lock, so that none of their statements succeeds later.
     */
    private void endTheSessionsOfTheKilled() throws SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock'
                    """);
        }
    }

    private int pending() throws SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement();
                ResultSet count =
                        statement.executeQuery("SELECT count(*) FROM inbound_payload WHERE outcome = 'pending'")) {
            count.next();
            return count.getInt(1);
        }
    }

    private Connection database() throws SQLException {
        URI url = URI.create(environment.get("DATABASE_URL"));
        String[] user = url.getUserInfo().split(":");
        return DriverManager.getConnection(
                "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(), user[0], user[1]);
    }

    private static String number(int customer) {
        return "1650555000" + customer;
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    private record Sent(String customer, String wamid) {}
}
