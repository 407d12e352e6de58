package com.callmissed.conversation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.Api;
import com.callmissed.testing.ErrorEnvelope;
import com.callmissed.testing.FieldCase;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

/** Requests to the API as clients from the field send them. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class RequestFieldTest {
    private static final String CONVERSATIONS = "/api/v1/conversations";

    private final FieldCase field = new FieldCase();
    private Api api;
    private String bot;
    private String thread;

    @BeforeEach
    void open() {
        api = Api.ofFreshTenant();
        bot = api.createBot("Shop");
        thread = api.openConversation(bot);
    }

    /** Written as the table of the contract writes them. */
    @Test
    void anEmptyFilterIsNoFilter() {
        Response listed = only("72-api-empty-filters.http").send(api.as());
        listed.then().statusCode(200);
        assertThat(listed.jsonPath().getList("id")).containsExactly(thread);
    }

    /** Each text is refused with its field named, or reads back as it was sent. */
    @Test
    void oddTextsAreKeptOrRefused() {
        List<String> kept = new ArrayList<>();
        List<Integer> statuses = new ArrayList<>();
        for (FieldCase.Request request : field.requests("73-api-odd-text.http", Map.of("@CONV@", thread))) {
            Response response = request.send(api.as());
            statuses.add(response.statusCode());
            if (response.statusCode() == 201) {
                kept.add(JsonPath.from(request.body()).getString("content"));
            } else {
                response.then().statusCode(422).body("error.details.field", equalTo(List.of("content")));
            }
        }
        assertThat(statuses).containsExactly(201, 422, 422, 201, 201, 422);
        assertThat(api.as()
                        .get(CONVERSATIONS + "/{id}/messages", thread)
                        .jsonPath()
                        .getList("content"))
                .isEqualTo(kept);
    }

    @Test
    void aKeyStandsForOneRequest() {
        List<Response> responses = field.requests("74-api-idempotency.http", Map.of("@CONV@", thread)).stream()
                .map(request -> request.send(api.as()))
                .toList();
        assertThat(responses).extracting(Response::statusCode).containsExactly(201, 409, 409, 422, 422, 201);
        for (Response other : responses.subList(1, 3)) {
            ErrorEnvelope.assertError(
                    other.then(), ErrorCode.IDEMPOTENCY_CONFLICT, "This Idempotency-Key was used for another request");
        }
        assertThat(api.as()
                        .get(CONVERSATIONS + "/{id}/messages", thread)
                        .jsonPath()
                        .getList("content"))
                .containsExactly("x", "q");
        assertThat(api.as().get(CONVERSATIONS + "/{id}", thread).jsonPath().getString("status"))
                .isEqualTo("active");
    }

    @Test
    void aCallWithWordsHasADraft() {
        String options = field.read("90-voice-draft.json");
        String call = api.openConversation(bot, "voice", "+14155550190");
        ErrorEnvelope.assertError(
                api.as()
                        .body(options)
                        .post(CONVERSATIONS + "/{id}/ai-draft", call)
                        .then(),
                ErrorCode.EMPTY_CONVERSATION,
                "The conversation has no message to draft a reply to");
        api.say(call, "user", "Where is my order?");
        api.as()
                .body(options)
                .post(CONVERSATIONS + "/{id}/ai-draft", call)
                .then()
                .statusCode(200)
                .body("based_on_seq", equalTo(1));
    }

    @Test
    void pagingReturnsEachConversationOnceWhileNewOnesArrive() {
        JsonPath input = JsonPath.from(field.read("91-paging.json"));
        int limit = input.getInt("limit");
        Set<String> old = new HashSet<>(List.of(thread));
        while (old.size() < input.getInt("conversations")) {
            old.add(api.openConversation(bot));
        }
        List<String> seen = new ArrayList<>();
        String next = CONVERSATIONS + "?limit=" + limit;
        while (next != null) {
            Response page = api.as().urlEncodingEnabled(false).get(next);
            page.then().statusCode(200);
            seen.addAll(page.jsonPath().getList("id", String.class));
            api.openConversation(bot);
            String link = page.header("Link");
            next = link == null ? null : link.substring(1, link.indexOf('>'));
            assertThat(page.header("X-Next-Cursor")).isEqualTo(next == null ? null : parameter(next, "cursor"));
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(old);
    }

    @Test
    void aPageOfAnotherOrderOrSizeIsRefused() {
        int limit = JsonPath.from(field.read("91-paging.json")).getInt("limit");
        for (int i = 0; i < limit; i++) {
            api.openConversation(bot);
        }
        String cursor = api.as()
                .get(CONVERSATIONS + "?sort=last_activity&limit=" + limit)
                .then()
                .statusCode(200)
                .extract()
                .header("X-Next-Cursor");
        assertThat(api.as()
                        .queryParam("cursor", cursor)
                        .get(CONVERSATIONS)
                        .then()
                        .statusCode(400)
                        .extract()
                        .<String>path("error.code"))
                .isEqualTo("malformed_request");
        for (String size : List.of("0", "501")) {
            api.as()
                    .queryParam("limit", size)
                    .get(CONVERSATIONS)
                    .then()
                    .statusCode(422)
                    .body("error.details.field", equalTo(List.of("limit")));
        }
    }

    private FieldCase.Request only(String file) {
        List<FieldCase.Request> requests = field.requests(file, Map.of());
        assertThat(requests).hasSize(1);
        return requests.get(0);
    }

    private static String parameter(String url, String name) {
        for (String pair : url.substring(url.indexOf('?') + 1).split("&")) {
            if (pair.startsWith(name + "=")) {
                return java.net.URLDecoder.decode(
                        pair.substring(name.length() + 1), java.nio.charset.StandardCharsets.UTF_8);
            }
        }
        return null;
    }
}
