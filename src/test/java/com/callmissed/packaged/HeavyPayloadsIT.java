package com.callmissed.packaged;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.restassured.RestAssured;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

import com.callmissed.testing.Database;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.WhatsAppBot;
import com.callmissed.testing.WhatsAppSigner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The largest payloads of one tenant, beside single messages of another one, against a service with the memory of the
 * image.
 */
@Tag("soak")
@DisabledIfSystemProperty(named = "packaged.native", matches = "true")
class HeavyPayloadsIT {
    private static final int PAYLOADS = 4;
    private static final int LARGEST_BODY = 4 * 1024 * 1024;
    private static final int MESSAGES = 40;
    private static final Duration EVERY = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** A machine that does other work, too, is too slow for limits in seconds. */
    private static final boolean TIMED = Boolean.getBoolean("flood.timed");

    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void reset() {
        RestAssured.reset();
    }

    @Test
    void delayNobodyElse() throws Exception {
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.put("CALLMISSED_JOURNAL_MAX_PARTS", "100000");
        Database database = Database.at(environment.get("DATABASE_URL"));
        try (PackagedApp app = PackagedApp.startAsInTheImage(environment, "-XX:MaxRAM=768m")) {
            RestAssured.baseURI = app.baseUri();
            WhatsAppBot heavy = WhatsAppBot.create();
            WhatsAppBot other = WhatsAppBot.create(UUID.randomUUID(), "77" + System.nanoTime());
            List<Long> heavyAnswers = new ArrayList<>();
            for (int i = 0; i < PAYLOADS; i++) {
                heavyAnswers.add(post(app, heavy, largest(heavy, i)));
            }
            List<Long> answers = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                answers.add(post(app, other, other.text("1650555123" + i % 10, WhatsAppBot.wamid(), "Hello")));
                Thread.sleep(EVERY.toMillis());
            }
            Awaitility.await().atMost(PATIENCE).until(() -> pending(database, other) == 0);
            long slowest = number(database, """
                    SELECT (1000 * max(extract(epoch FROM processed_at - received_at)))::bigint
                    FROM inbound_payload WHERE tenant_id = ?
                    """, other.tenant());
            long stored = number(database, "SELECT count(*) FROM message WHERE tenant_id = ?", other.tenant());
            long slowestAnswer = Collections.max(answers);
            long slowestHeavyAnswer = Collections.max(heavyAnswers);
            System.out.printf(
                    "heavy payloads: others stored after at most %d ms, answered after at most %d ms; heavy ones"
                            + " answered after at most %d ms; %d of their messages stored by then%n",
                    slowest,
                    slowestAnswer,
                    slowestHeavyAnswer,
                    number(database, "SELECT count(*) FROM message WHERE tenant_id = ?", heavy.tenant()));
            assertThat(stored).isEqualTo(MESSAGES);
            if (TIMED) {
                assertThat(slowest).isLessThan(2_000);
                assertThat(slowestHeavyAnswer).isLessThan(10_000);
            }
            assertThat(app.process().isAlive()).isTrue();
            assertThat(app.output()).doesNotContain("OutOfMemoryError");
        }
    }

    /** As many messages of one customer as fit. */
    private static String largest(WhatsAppBot bot, int customer) {
        int bytes = bot.payload().length();
        List<String> messages = new ArrayList<>();
        while (true) {
            String message = WhatsAppBot.message(
                    "1650555000" + customer, WhatsAppBot.wamid(), "text", "\"text\":{\"body\":\"Hello\"}");
            bytes += message.length() + 1;
            if (bytes > LARGEST_BODY) {
                return bot.payload(messages.toArray(String[]::new));
            }
            messages.add(message);
        }
    }

    /** Returns the milliseconds that the response took. Posts again after 503, as Meta does. */
    private long post(PackagedApp app, WhatsAppBot bot, String payload) throws IOException, InterruptedException {
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create(app.baseUri() + "/api/v1/webhooks/whatsapp"))
                .header("Content-Type", "application/json")
                .header(WhatsAppSigner.HEADER, WhatsAppSigner.sign(body, bot.appSecret()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        while (true) {
            long before = System.nanoTime();
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != 503) {
                assertThat(status).isEqualTo(200);
                return Duration.ofNanos(System.nanoTime() - before).toMillis();
            }
            Thread.sleep(EVERY.toMillis());
        }
    }

    private static long pending(Database database, WhatsAppBot bot) {
        return number(
                database,
                "SELECT count(*) FROM inbound_payload WHERE tenant_id = ? AND outcome = 'pending'",
                bot.tenant());
    }

    private static long number(Database database, String sql, UUID tenant) {
        return Long.parseLong(database.select(sql, tenant).get(0));
    }
}
