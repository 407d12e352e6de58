package com.callmissed.idempotency;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.Api;
import com.callmissed.testing.PostgresResource;

import static com.callmissed.testing.ErrorEnvelope.assertError;
import static com.callmissed.testing.ErrorEnvelope.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class IdempotencyTest {
    private static final Map<String, String> BOT = Map.of("name", "Ada", "type", "whatsapp");
    private static final String REPLAY = "Idempotent-Replay";

    @Inject
    Pool pool;

    @Inject
    IdempotencyPurge purge;

    private final Api api = Api.ofFreshTenant();
    private final String key = UUID.randomUUID().toString();

    @Test
    void answersARepetitionFromTheRecord() {
        Response first = createBot(key, BOT);
        Response second = createBot(key, BOT);

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(first.header(REPLAY)).isNull();
        assertThat(second.header(REPLAY)).isEqualTo("true");
        assertSameAnswer(second, first);
        assertThat(bots()).hasSize(1);
    }

    @Test
    void aReplayNeverShowsAnApiKeyAgain() {
        Response first = createKey();
        Response second = createKey();

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(first.jsonPath().getString("key")).startsWith("cm_live_");
        assertThat(second.header(REPLAY)).isEqualTo("true");
        Map<String, Object> expected = new LinkedHashMap<>(first.jsonPath().getMap(""));
        expected.put("key", null);
        assertThat(second.jsonPath().getMap("")).isEqualTo(expected);
    }

    private Response createKey() {
        return api.as()
                .header("Idempotency-Key", key)
                .body(Map.of("name", "Reader", "scopes", List.of("conversations:read")))
                .post("/api/v1/keys");
    }

    @Test
    void runsOnceUnderTwentyParallelRequests() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            List<Future<Response>> answers = IntStream.range(0, 20)
                    .mapToObj(i -> threads.submit(() -> {
                        start.await();
                        return createBot(key, BOT);
                    }))
                    .toList();
            start.countDown();
            Response first = answers.get(0).get();
            int replays = 0;
            for (Future<Response> answer : answers) {
                assertSameAnswer(answer.get(), first);
                replays += answer.get().header(REPLAY) == null ? 0 : 1;
            }
            assertThat(replays).isEqualTo(19);
        } finally {
            threads.shutdownNow();
        }
        assertThat(bots()).hasSize(1);
    }

    @Test
    void refusesTheKeyForAnotherRequest() {
        createBot(key, BOT);

        assertError(
                createBot(key, Map.of("name", "Bob", "type", "whatsapp")).then(),
                ErrorCode.IDEMPOTENCY_CONFLICT,
                "This Idempotency-Key was used for another request");
        assertError(
                api.as()
                        .header(RequestKey.HEADER, key)
                        .post("/api/v1/bots/{id}/toggle", UUID.randomUUID())
                        .then(),
                ErrorCode.IDEMPOTENCY_CONFLICT,
                "This Idempotency-Key was used for another request");
        assertThat(bots()).hasSize(1);
    }

    @Test
    void keepsTheKeysOfTenantsApart() {
        Response ours = createBot(key, BOT);
        Response theirs = Api.ofFreshTenant()
                .as()
                .header(RequestKey.HEADER, key)
                .body(BOT)
                .post("/api/v1/bots");

        assertThat(theirs.statusCode()).isEqualTo(201);
        assertThat(theirs.header(REPLAY)).isNull();
        assertThat(theirs.<String>path("id")).isNotEqualTo(ours.path("id"));
    }

    @Test
    void remembersARefusalThatCannotChange() {
        String missing = "/api/v1/bots/" + UUID.randomUUID() + "/toggle";
        Response first = api.as().header(RequestKey.HEADER, key).post(missing);
        Response second = api.as().header(RequestKey.HEADER, key).post(missing);

        assertError(first.then(), ErrorCode.NOT_FOUND, "Bot not found");
        assertThat(first.header(REPLAY)).isNull();
        assertThat(second.header(REPLAY)).isEqualTo("true");
        assertSameAnswer(second, first);
    }

    @Test
    void doesNotRememberWhatNeverReachedTheMethod() {
        createBot(key, Map.of("name", "Ada")).then().statusCode(422);

        Response corrected = createBot(key, BOT);
        assertThat(corrected.statusCode()).isEqualTo(201);
        assertThat(corrected.header(REPLAY)).isNull();
    }

    @Test
    void forgetsAfterADay() {
        Response first = createBot(key, BOT);
        age("23 hours 59 minutes");
        assertSameAnswer(createBot(key, BOT), first);

        age("24 hours 1 minute");
        Response again = createBot(key, Map.of("name", "Bob", "type", "whatsapp"));
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(bots()).hasSize(2);
        assertThat(createBot(key, Map.of("name", "Bob", "type", "whatsapp")).header(REPLAY))
                .isEqualTo("true");
    }

    @Test
    void purgesWhatItForgot() {
        createBot(key, BOT);
        purge.purge().await().indefinitely();
        assertThat(rows()).isEqualTo(1);

        age("24 hours 1 minute");
        purge.purge().await().indefinitely();
        assertThat(rows()).isZero();
    }

    @Test
    void storesTheAnswerSealed() {
        createBot(key, Map.of("name", "plainly-visible", "type", "whatsapp"));

        String stored = pool.preparedQuery("SELECT encode(answer, 'escape') FROM idempotency WHERE tenant_id = $1")
                .execute(Tuple.of(api.tenant()))
                .await()
                .indefinitely()
                .iterator()
                .next()
                .getString(0);
        assertThat(stored).isNotBlank().doesNotContain("plainly-visible");
    }

    @Test
    void replaysADraftWithoutATransactionAroundIt() {
        String conversation = api.openConversation(api.createBot("Ada"));
        String path = "/api/v1/conversations/" + conversation + "/ai-draft";
        Response empty = api.as().header(RequestKey.HEADER, key).post(path);
        assertError(empty.then(), ErrorCode.EMPTY_CONVERSATION, empty.path("error.message"));
        api.say(conversation, "user", "Where is my parcel?");

        assertSameAnswer(api.as().header(RequestKey.HEADER, key).post(path), empty);
        Response draft = api.as().header(RequestKey.HEADER, key + "2").post(path);
        assertThat(draft.statusCode()).isEqualTo(200);
        assertThat(draft.header(REPLAY)).isNull();
        api.say(conversation, "user", "Another question");
        Response replay = api.as().header(RequestKey.HEADER, key + "2").post(path);
        assertThat(replay.header(REPLAY)).isEqualTo("true");
        assertSameAnswer(replay, draft);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 256})
    void refusesAKeyOfTheWrongLength(int length) {
        assertInvalid(createBot("k".repeat(length), BOT).then(), "Idempotency-Key", "must have a length of 1 to 255");
    }

    @Test
    void takesAKeyOfTheGreatestLength() {
        assertThat(createBot("k".repeat(255), BOT).statusCode()).isEqualTo(201);
    }

    private Response createBot(String key, Map<String, String> body) {
        return api.as().header(RequestKey.HEADER, key).body(body).post("/api/v1/bots");
    }

    private List<Object> bots() {
        return api.as().get("/api/v1/bots").jsonPath().getList("");
    }

    private static void assertSameAnswer(Response answer, Response first) {
        assertThat(answer.statusCode()).isEqualTo(first.statusCode());
        assertThat(answer.asString()).isEqualTo(first.asString());
        assertThat(answer.header("Location")).isEqualTo(first.header("Location"));
        assertThat(answer.header("Content-Type")).isEqualTo(first.header("Content-Type"));
    }

    private void age(String age) {
        pool.preparedQuery("UPDATE idempotency SET created_at = now() - $2::text::interval WHERE tenant_id = $1")
                .execute(Tuple.of(api.tenant(), age))
                .await()
                .indefinitely();
    }

    private long rows() {
        return pool.preparedQuery("SELECT count(*) FROM idempotency WHERE tenant_id = $1")
                .execute(Tuple.of(api.tenant()))
                .await()
                .indefinitely()
                .iterator()
                .next()
                .getLong(0);
    }
}
