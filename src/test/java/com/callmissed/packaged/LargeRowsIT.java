package com.callmissed.packaged;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import com.callmissed.events.EventCursor;
import com.callmissed.testing.Database;
import com.callmissed.testing.LargeRows;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many readers of rows that are larger than what the service stores today, with the JVM options of the image and the
 * memory of a small container. The process ends when it is out of memory.
 */
@Tag("soak")
class LargeRowsIT {
    private static final Pattern OPTIONS = Pattern.compile("JDK_JAVA_OPTIONS=\"([^\"]+)\"");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int READERS = 50;
    private static final int MEGABYTE = 1_000_000;
    private static final int PATIENCE_MILLIS = 120_000;

    private static PackagedApp app;
    private static Database database;

    private final UUID tenant = UUID.randomUUID();
    private final UUID bot = UUID.randomUUID();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() throws IOException {
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.put("JDK_JAVA_OPTIONS", imageOptions() + " -XX:MaxRAM=768m");
        // The test is about memory. Fifty readers of large rows take long on a busy machine.
        environment.put("CALLMISSED_HTTP_RESPONSE_TIMEOUT", "PT1M");
        app = PackagedApp.start(environment, System.getProperty("packaged.jar")); // with no options but these
        database = Database.at(environment.get("DATABASE_URL"));
    }

    private static String imageOptions() throws IOException {
        Matcher options = OPTIONS.matcher(Files.readString(Path.of("docker/Dockerfile.jvm")));
        assertThat(options.find()).isTrue();
        assertThat(options.group(1)).contains("ExitOnOutOfMemoryError");
        return options.group(1);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @AfterEach
    void lives() {
        RestAssured.reset();
        assertThat(app.process().isAlive()).as(app.output()).isTrue();
        assertThat(app.output()).doesNotContain("java.lang.OutOfMemoryError");
    }

    @Test
    void listsConversationsWithAMegabyteOfMetadataEach() {
        LargeRows.bot(database::execute, tenant, bot);
        LargeRows.conversations(database::execute, tenant, bot, 200, 1, MEGABYTE);
        List<String> stored = database.select(
                "SELECT id FROM conversation WHERE tenant_id = ? ORDER BY created_at DESC, id DESC", tenant);

        Parallel.run(READERS, reader -> {
            HttpResponse<String> page = get("/api/v1/conversations?limit=500");
            assertThat(ids(json(page))).isEqualTo(stored.subList(0, 1));
            return assertThat(page.headers().firstValue("Link")).isPresent();
        });
        Parallel.run(2, reader -> {
            List<String> seen = new ArrayList<>();
            for (String next = "/api/v1/conversations?limit=500"; next != null; ) {
                HttpResponse<String> page = get(next);
                json(page).forEach(row -> assertThat(row.at("/metadata/note").asText())
                        .hasSize(MEGABYTE));
                seen.addAll(ids(json(page)));
                next = page.headers()
                        .firstValue("Link")
                        .map(link -> link.substring(1, link.indexOf('>')))
                        .orElse(null);
            }
            return assertThat(seen).isEqualTo(stored);
        });
    }

    /** Each event repeats the conversation. */
    @Test
    void readsEventsOfAConversationWithAMegabyteOfMetadata() {
        LargeRows.bot(database::execute, tenant, bot);
        LargeRows.conversations(database::execute, tenant, bot, 1, 1, MEGABYTE);
        String thread = database.select("SELECT id FROM conversation WHERE tenant_id = ?", tenant)
                .get(0);
        database.execute("UPDATE conversation SET ai_autoreply_enabled = false WHERE tenant_id = ?", tenant);
        int messages = 110;
        for (int i = 0; i < messages; i++) {
            assertThat(post("/api/v1/conversations/" + thread + "/messages", "{\"role\":\"user\",\"content\":\"x\"}"))
                    .isEqualTo(201);
        }
        Parallel.run(
                READERS, reader -> assertThat(seqs(json(get("/api/v1/events")))).isEqualTo(List.of(1L)));
        Parallel.run(3, reader -> assertThat(walkEvents()).isEqualTo(numbers(messages)));
        Parallel.run(10, reader -> assertThat(socketSeqs(messages)).isEqualTo(numbers(messages)));
    }

    /** What WhatsApp payloads of earlier versions have stored: texts, names and events of almost 4 MB. */
    @Test
    void readsTextsOfFourMegabytes() {
        LargeRows.bot(database::execute, tenant, bot);
        LargeRows.conversations(database::execute, tenant, bot, 1, 1, 3_900_000);
        UUID thread = UUID.fromString(database.select("SELECT id FROM conversation WHERE tenant_id = ?", tenant)
                .get(0));
        LargeRows.messages(database::execute, tenant, bot, thread, 9, 3, 3_900_000);
        LargeRows.events(database::execute, tenant, 6, 2, 3_900_000);

        Parallel.run(READERS, reader -> switch (reader % 4) {
            case 0 ->
                assertThat(json(get("/api/v1/conversations/" + thread))
                                .at("/metadata/note")
                                .asText())
                        .hasSize(3_900_000);
            case 1 ->
                assertThat(seqs(json(get("/api/v1/conversations/" + thread + "/messages?limit=3"))))
                        .isEqualTo(List.of(7L, 8L, 9L));
            case 2 -> assertThat(walkEvents()).isEqualTo(numbers(6));
            default -> assertThat(socketSeqs(6)).isEqualTo(numbers(6));
        });
        assertThat(seqs(json(get("/api/v1/conversations/" + thread + "/messages"))))
                .isEqualTo(numbers(9));
    }

    @Test
    void storesASignedPayloadOfFourMegabytes() {
        RestAssured.baseURI = app.baseUri();
        WhatsAppBot shop =
                WhatsAppBot.create(tenant, "20" + Math.abs(tenant.getMostSignificantBits() % 1_000_000_000L));
        String text = "💥".repeat(900_000) + "x".repeat(300_000);
        int messages = 20;
        for (int i = 0; i < messages; i++) {
            shop.post(shop.text("1415555" + (1000 + i), WhatsAppBot.wamid(), text))
                    .statusCode(200);
        }
        Awaitility.await().until(() -> shop.conversations().size() == messages);

        Parallel.run(READERS, reader -> {
            assertThat(walkEvents()).isEqualTo(numbers(2 * messages));
            JsonNode list = json(get("/api/v1/conversations?limit=500"));
            String thread = list.get(reader % messages).path("id").asText();
            JsonNode message =
                    json(get("/api/v1/conversations/" + thread + "/messages")).get(0);
            assertThat(message.at("/metadata/truncated/content").asInt()).isEqualTo(3_900_000);
            return assertThat(message.path("content").asText()).isEqualTo("💥".repeat(16_384));
        });
    }

    /** The whole log. */
    private List<Long> walkEvents() {
        List<Long> seen = new ArrayList<>();
        for (String cursor = EventCursor.START.toString(); ; ) {
            HttpResponse<String> page = get("/api/v1/events?limit=500&after=" + cursor);
            List<Long> read = seqs(json(page));
            if (read.isEmpty()) {
                return seen;
            }
            seen.addAll(read);
            cursor = page.headers().firstValue("X-Event-Cursor").orElseThrow();
        }
    }

    private List<Long> socketSeqs(int events) {
        try (SocketClient socket = SocketClient.withToken(
                        URI.create(app.baseUri()), token() + "&after=" + EventCursor.START)
                .ready()) {
            List<Long> seen = new ArrayList<>();
            while (seen.size() < events) {
                seen.add(json(socket.nextWithin(PATIENCE_MILLIS)).path("seq").asLong());
            }
            return seen;
        }
    }

    private HttpResponse<String> get(String path) {
        HttpResponse<String> answer = send(request(path));
        assertThat(answer.statusCode()).as("%s%n%s", path, app.output()).isEqualTo(200);
        return answer;
    }

    private int post(String path, String body) {
        return send(request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .statusCode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(app.baseUri() + path)).header("Authorization", "Bearer " + token());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(app.output(), e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String token() {
        return TestTokens.of(tenant, "agent");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return json(answer.body());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    private static List<String> ids(JsonNode rows) {
        return rows.findValuesAsText("id");
    }

    private static List<Long> seqs(JsonNode rows) {
        List<Long> seqs = new ArrayList<>();
        rows.forEach(row -> seqs.add(row.path("seq").asLong()));
        return seqs;
    }

    private static List<Long> numbers(int end) {
        return LongStream.rangeClosed(1, end).boxed().toList();
    }
}
