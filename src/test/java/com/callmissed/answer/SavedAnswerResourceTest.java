package com.callmissed.answer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.ErrorEnvelope;
import com.callmissed.testing.HeldTransaction;
import com.callmissed.testing.OwnThread;
import com.callmissed.testing.Parallel;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SavedAnswerResourceTest {
    private static final String ANSWERS = "/api/v1/bots/{id}/answers";
    private static final String ONE = ANSWERS + "/{answer_id}";

    private final Api api = Api.ofFreshTenant();
    private String bot;

    @BeforeEach
    void createBot() {
        bot = api.createBot("Desk");
    }

    /** 100 answers of 15 KB each, written directly: what the API accepts, 1.5 MB together. */
    @Test
    void endsAPageThatWouldBeTooLarge() {
        Database.update(
                "INSERT INTO saved_answer (tenant_id, bot_id, id, title, answer, questions, automatic, created_at,"
                        + " updated_at) SELECT ?, ?, gen_random_uuid(), 'Title ' || n, repeat('é', 2000),"
                        + " array_fill(repeat('é', 500), ARRAY[11]), false, now(), now()"
                        + " FROM generate_series(1, 100) n",
                api.tenant(),
                UUID.fromString(bot));
        List<String> titles = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        for (String cursor = ""; cursor != null; ) {
            Response page = api.as().get(ANSWERS + (cursor.isEmpty() ? "" : "?cursor=" + cursor), bot);
            assertThat(page.asByteArray()).hasSizeLessThan(1_200_000);
            List<String> read = page.path("title");
            titles.addAll(read);
            sizes.add(read.size());
            cursor = page.header("X-Next-Cursor");
        }
        assertThat(titles).hasSize(100).doesNotHaveDuplicates();
        assertThat(sizes).hasSize(2).first().satisfies(size -> assertThat(size).isBetween(60, 80));
    }

    @Test
    void savesAnAnswerWithEveryFieldOfTheContract() {
        JsonPath json = api.as()
                .body(Map.of(
                        "title",
                        "Hours",
                        "answer",
                        "From 10 to 16.",
                        "questions",
                        List.of("When do you open?", "Opening hours"),
                        "automatic",
                        true))
                .post(ANSWERS, bot)
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        assertThat(json.getMap("$").keySet())
                .isEqualTo(new LinkedHashSet<>(List.of(
                        "id", "bot_id", "title", "answer", "questions", "automatic", "created_at", "updated_at")));
        assertThat(json.getString("bot_id")).isEqualTo(bot);
        assertThat(json.getList("questions")).isEqualTo(List.of("When do you open?", "Opening hours"));
        assertThat(json.getBoolean("automatic")).isTrue();
        assertThat(json.getString("updated_at")).isEqualTo(json.getString("created_at"));
        assertThat(list().getList("$")).isEqualTo(List.of(json.getMap("$")));
    }

    @Test
    void isNotAutomaticUnlessAPersonSaysSo() {
        api.as()
                .body("{\"title\":\"Hours\",\"answer\":\"From 10 to 16.\"}")
                .post(ANSWERS, bot)
                .then()
                .statusCode(201)
                .body("automatic", equalTo(false), "questions", equalTo(List.of()));
    }

    @Test
    void replacesAnAnswer() {
        String id = save("Hours");
        api.as()
                .body(Map.of("title", "New", "answer", "Closed.", "questions", List.of("Open today?")))
                .put(ONE, bot, id)
                .then()
                .statusCode(200)
                .body("id", equalTo(id), "title", equalTo("New"), "answer", equalTo("Closed."))
                .body("questions", equalTo(List.of("Open today?")), "automatic", equalTo(false))
                .body("created_at", equalTo(list().getString("[0].created_at")));
        assertThat(list().getList("title")).isEqualTo(List.of("New"));
        assertThat(keyWords()).containsExactly("today");
    }

    @Test
    void deletesAnAnswer() {
        String id = save("Hours");
        api.as().delete(ONE, bot, id).then().statusCode(204);
        assertThat(list().getList("$")).isEmpty();
        assertThat(keyWords()).isEmpty();
        ErrorEnvelope.assertError(api.as().delete(ONE, bot, id).then(), ErrorCode.NOT_FOUND, "Saved answer not found");
        ErrorEnvelope.assertError(
                api.as().body(body("Hours")).put(ONE, bot, id).then(), ErrorCode.NOT_FOUND, "Saved answer not found");
    }

    @Test
    void belongsToOneBot() {
        String other = api.createBot("Other");
        String id = save("Hours");
        api.as().get(ANSWERS, other).then().statusCode(200).body("$", equalTo(List.of()));
        api.as().body(body("Hours")).put(ONE, other, id).then().statusCode(404);
        api.as().delete(ONE, other, id).then().statusCode(404);
        assertThat(list().getList("id")).isEqualTo(List.of(id));
    }

    @Test
    void isGoneWithItsBot() {
        save("Hours");
        api.as().delete("/api/v1/bots/{id}", bot).then().statusCode(204);
        assertThat(Database.column("SELECT id::text FROM saved_answer WHERE tenant_id = ?", api.tenant()))
                .isEmpty();
        assertThat(keyWords()).isEmpty();
        ErrorEnvelope.assertError(api.as().get(ANSWERS, bot).then(), ErrorCode.NOT_FOUND, "Bot not found");
        ErrorEnvelope.assertError(
                api.as().body(body("Hours")).post(ANSWERS, bot).then(), ErrorCode.NOT_FOUND, "Bot not found");
    }

    @Test
    void listsThemNewestFirstInPages() {
        List<String> ids = new ArrayList<>(
                IntStream.range(0, 5).mapToObj(i -> save("Answer " + i)).toList());
        Collections.reverse(ids);
        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            Response page = api.as()
                    .queryParams(cursor == null ? Map.of("limit", 2) : Map.of("limit", 2, "cursor", cursor))
                    .get(ANSWERS, bot);
            page.then().statusCode(200);
            seen.addAll(page.jsonPath().getList("id"));
            cursor = page.header("X-Next-Cursor");
        } while (cursor != null);
        assertThat(seen).isEqualTo(ids);
        api.as().queryParam("cursor", "x").get(ANSWERS, bot).then().statusCode(400);
    }

    @Test
    void isSavedOnceHoweverOftenItIsRepeated() {
        for (int i = 0; i < 3; i++) {
            api.as()
                    .header("Idempotency-Key", "once")
                    .body(body("Hours"))
                    .post(ANSWERS, bot)
                    .then()
                    .statusCode(201)
                    .header("Idempotent-Replay", i == 0 ? equalTo(null) : equalTo("true"));
        }
        assertThat(list().getList("title")).isEqualTo(List.of("Hours"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"answer\":\"Yes\"} | title | must not be blank",
                "{\"title\":\"\",\"answer\":\"Yes\"} | title | must not be blank",
                "{\"title\":\"Hours\"} | answer | must not be blank",
                "{\"title\":\"Hours\",\"answer\":\" \"} | answer | must not be blank",
                "{\"title\":\"Hours\",\"answer\":\"Yes\",\"questions\":[\"\"]} | questions[0] | must not be blank",
                "{\"title\":\"Hours\",\"answer\":\"Yes\",\"questions\":[null]} | questions[0] | must not be blank",
                "{\"title\":\"H\",\"answer\":\"Y\",\"questions\":[\"open\",\"Is it?\"]} | questions[1]"
                        + " | must have a significant word"
            })
    void refusesWhatMakesNoSense(String body, String field, String message) {
        ErrorEnvelope.assertInvalid(api.as().body(body).post(ANSWERS, bot).then(), field, message);
        String id = save("Hours");
        ErrorEnvelope.assertInvalid(api.as().body(body).put(ONE, bot, id).then(), field, message);
        assertThat(list().getList("title")).isEqualTo(List.of("Hours"));
    }

    @Test
    void refusesWhatIsTooLong() {
        refuse(Map.of("title", "x".repeat(256), "answer", "Yes"), "title", "must have a length of 0 to 255");
        refuse(Map.of("title", "Hours", "answer", "x".repeat(4_097)), "answer", "must have a length of 0 to 4096");
        refuse(
                Map.of("title", "Hours", "answer", "Yes", "questions", List.of("x".repeat(501))),
                "questions[0]",
                "must have a length of 0 to 500");
        refuse(
                Map.of("title", "Hours", "answer", "Yes", "questions", Collections.nCopies(21, "open")),
                "questions",
                "must have a length of 0 to 20");
        refuse(
                Map.of(
                        "title",
                        "Hours",
                        "answer",
                        "अ".repeat(4_096),
                        "questions",
                        Collections.nCopies(20, "क".repeat(100))),
                "answer",
                "must have at most 16384 bytes with its title and questions");
    }

    @Test
    void takesWhatIsAsLongAsItMayBe() {
        api.as()
                .body(Map.of(
                        "title", "x".repeat(255),
                        "answer", "x".repeat(4_096),
                        "questions", Collections.nCopies(20, "word ".repeat(100).strip())))
                .post(ANSWERS, bot)
                .then()
                .statusCode(201)
                .body("id", notNullValue());
        api.as()
                .body(Map.of("title", "T", "answer", "Yes", "questions", List.of("営".repeat(500), "x".repeat(500))))
                .post(ANSWERS, bot)
                .then()
                .statusCode(201);
    }

    /** Also when many come at once. */
    @Test
    void savesSoManyAndNoMore() {
        Database.update("""
                INSERT INTO saved_answer
                    (tenant_id, bot_id, id, title, answer, questions, automatic, created_at, updated_at)
                SELECT ?, ?, gen_random_uuid(), 'Hours', 'Yes', '{}', false, now(), now() FROM generate_series(1, 247)
                """, api.tenant(), UUID.fromString(bot));
        List<Integer> statuses = Parallel.run(
                6, i -> api.as().body(body("Hours " + i)).post(ANSWERS, bot).statusCode());
        assertThat(statuses).containsOnly(201, 409);
        assertThat(Collections.frequency(statuses, 201)).isEqualTo(3);
        ErrorEnvelope.assertError(
                api.as().body(body("Hours")).post(ANSWERS, bot).then(),
                ErrorCode.CONFLICT,
                "A bot has at most 250 saved answers");
    }

    /** Two that count at the same time would both see the last free place. */
    @Test
    void countsWithTheBotLocked() {
        CompletableFuture<Integer> saving;
        try (HeldTransaction held =
                HeldTransaction.of("SELECT FROM bot WHERE tenant_id = ? FOR NO KEY UPDATE", api.tenant())) {
            saving = OwnThread.supply(
                    () -> api.as().body(body("Hours")).post(ANSWERS, bot).statusCode());
            held.awaitBlocked();
        }
        assertThat(saving.join()).isEqualTo(201);
    }

    private void refuse(Map<String, ?> body, String field, String message) {
        ValidatableResponse answer = api.as().body(body).post(ANSWERS, bot).then();
        ErrorEnvelope.assertInvalid(answer, field, message);
    }

    private String save(String title) {
        return api.as()
                .body(body(title))
                .post(ANSWERS, bot)
                .then()
                .statusCode(201)
                .body("questions", contains("When do you open?"))
                .extract()
                .path("id");
    }

    private static Map<String, ?> body(String title) {
        return Map.of("title", title, "answer", "From 10 to 16.", "questions", List.of("When do you open?"));
    }

    private JsonPath list() {
        return api.as().get(ANSWERS, bot).then().statusCode(200).extract().jsonPath();
    }

    private List<String> keyWords() {
        return Database.column("SELECT key_word FROM saved_answer_question WHERE tenant_id = ?", api.tenant());
    }
}
