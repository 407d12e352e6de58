package com.callmissed.realtime;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.callmissed.events.EventCursor;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.Api;
import com.callmissed.testing.ErrorEnvelope;
import com.callmissed.testing.EventWriter;
import com.callmissed.testing.OwnThread;
import com.callmissed.testing.TestEvent;
import com.callmissed.testing.TestTokens;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The event feed over HTTP. */
@QuarkusTest
class EventResourceTest {
    private static final String EVENTS = "/api/v1/events";

    @Inject
    EventWriter writer;

    @Inject
    EventWaits waits;

    private final Api api = Api.ofFreshTenant();
    private final UUID tenant = api.tenant();

    @Test
    void answersTheFramesOfTheSocketFromTheOldestOn() {
        write(1, 3);

        Response all = get("");
        assertThat(all.jsonPath().getList("seq", Long.class)).containsExactly(1L, 2L, 3L);
        assertThat(all.jsonPath().getMap("[0]").keySet())
                .containsExactly(
                        "seq", "cursor", "type", "conversation_id", "occurred_at", "actor", "request_id", "data");
        assertThat(values(all)).containsExactly("1", "2", "3");
        assertThat(all.header("X-Event-Cursor")).isEqualTo(all.path("[2].cursor"));
        assertThat(all.contentType()).startsWith("application/json");
    }

    @Test
    void goesOnBehindACursorPageByPage() {
        write(1, 250);

        Response first = get("?limit=120");
        Response second = get("?limit=120&after=" + first.header("X-Event-Cursor"));
        Response third = get("?limit=120&after=" + second.header("X-Event-Cursor"));
        Response fourth = get("?limit=120&after=" + third.header("X-Event-Cursor"));

        assertThat(values(first)).isEqualTo(numbers(1, 120));
        assertThat(values(second)).isEqualTo(numbers(121, 240));
        assertThat(values(third)).isEqualTo(numbers(241, 250));
        assertThat(fourth.asString()).isEqualTo("[]");
        assertThat(fourth.header("X-Event-Cursor")).isEqualTo(third.header("X-Event-Cursor"));
        assertThat(values(get("?limit=500"))).isEqualTo(numbers(1, 250));
    }

    @Test
    void answersNothingOfAnotherTenant() {
        UUID other = UUID.randomUUID();
        writer.publish(TestEvent.of(other, "secret"));
        write(1, 1);
        assertThat(values(get(""))).containsExactly("1");
        String theirs =
                given().auth().oauth2(TestTokens.of(other, "owner")).get(EVENTS).header("X-Event-Cursor");
        assertThat(get("?after=" + theirs).asString()).isEqualTo("[{\"type\":\"resync_required\"}]");
    }

    @Test
    void answersAnEmptyLogWithItsBeginning() {
        Response empty = get("");
        assertThat(empty.asString()).isEqualTo("[]");
        assertThat(empty.header("X-Event-Cursor")).isEqualTo(EventCursor.START.toString());
        write(1, 1);
        assertThat(values(get("?after=" + empty.header("X-Event-Cursor")))).containsExactly("1");
    }

    @Test
    void saysWhenACursorCannotBeServed() {
        write(1, 2);
        Response answer = get("?after=" + new EventCursor(7, 1));
        assertThat(answer.asString()).isEqualTo("[{\"type\":\"resync_required\"}]");
        assertThat(answer.header("X-Event-Cursor")).isEqualTo(get("").header("X-Event-Cursor"));
        // even a request that would wait
        assertThat(get("?wait=30&after=" + new EventCursor(7, 1)).asString())
                .isEqualTo("[{\"type\":\"resync_required\"}]");
    }

    @Test
    void waitsForTheNextEvent() {
        write(1, 1);
        String after = get("").header("X-Event-Cursor");
        CompletableFuture<Response> poll = OwnThread.supply(() -> get("?wait=30&after=" + after));
        await().until(() -> waits.waiting(tenant) == 1);

        writer.publish(TestEvent.of(UUID.randomUUID(), "of somebody else"));
        assertThat(poll).isNotDone();
        write(2, 3);

        assertThat(values(poll.join())).startsWith("2");
        await().until(() -> waits.waiting(tenant) == 0);
    }

    @Test
    void answersAnEmptyArrayWhenTheWaitIsOver() {
        write(1, 1);
        String after = get("").header("X-Event-Cursor");
        Response answer = get("?wait=1&after=" + after);
        assertThat(answer.asString()).isEqualTo("[]");
        assertThat(answer.header("X-Event-Cursor")).isEqualTo(after);
    }

    @Test
    void endsAWaitWhoseCredentialWasRevoked() {
        Map<String, String> key = api.as()
                .body(Map.of("name", "Dashboard", "scopes", List.of("conversations:read")))
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getMap("");
        CompletableFuture<Response> poll =
                OwnThread.supply(() -> given().auth().oauth2(key.get("key")).get(EVENTS + "?wait=30"));
        await().until(() -> waits.waiting(tenant) == 1);
        api.as().delete("/api/v1/keys/{id}", key.get("id")).then().statusCode(204);
        write(1, 1);

        ErrorEnvelope.assertError(poll.join().then(), ErrorCode.INVALID_API_KEY, "The API key is not valid");
    }

    @ParameterizedTest
    @CsvSource({
        "after=x, 400, malformed_request",
        "after=, 400, malformed_request",
        "limit=0, 422, validation_failed",
        "limit=501, 422, validation_failed",
        "wait=31, 422, validation_failed",
        "wait=-1, 422, validation_failed",
        "wait=soon, 422, validation_failed"
    })
    void refusesWhatItCannotRead(String query, int status, String code) {
        Response refused = api.as().get(EVENTS + "?" + query);
        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(refused.jsonPath().getString("error.code")).isEqualTo(code);
    }

    private Response get(String query) {
        return api.as().get(EVENTS + query).then().statusCode(200).extract().response();
    }

    private void write(int from, int to) {
        writer.publish(IntStream.rangeClosed(from, to)
                .mapToObj(i -> TestEvent.of(tenant, Integer.toString(i)))
                .toArray(TestEvent[]::new));
    }

    private static List<String> values(Response response) {
        return response.jsonPath().getList("data.value", String.class);
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }
}
