package com.callmissed.contract;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.callmissed.contract.Operations.Operation;
import com.callmissed.contract.Operations.Target;
import com.callmissed.testing.Api;
import com.callmissed.testing.Database;
import com.callmissed.testing.PostgresResource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** The id of a thread that was merged with another one, in every operation that takes the id of a conversation. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class MergedThreadTest {
    private TenantData ours;
    private String kept;
    private String gone;

    /** A request: an operation, and the name of a parameter that names a message; null for none. */
    record Request(Operation operation, String position) {
        @Override
        public String toString() {
            return operation + (position == null ? "" : "?" + position);
        }
    }

    @BeforeEach
    void merge() {
        ours = new TenantData();
        gone = ours.conversation;
        kept = ours.api.openConversation(ours.bot);
        String contact =
                ours.api.as().get("/api/v1/conversations/{id}", kept).jsonPath().getString("contact_id");
        ours.api
                .as()
                .body(Map.of("contact_id", ours.contact))
                .post("/api/v1/contacts/{id}/merge", contact)
                .then()
                .statusCode(200);
        assertThat(Database.column("SELECT id FROM conversation_alias WHERE tenant_id = ?", ours.api.tenant()))
                .containsExactly(gone);
    }

    static Stream<Request> requests() {
        return Operations.ALL.stream()
                .filter(operation -> operation.target() == Target.CONVERSATION)
                .flatMap(operation -> Stream.concat(
                        Stream.of(new Request(operation, null)),
                        positions(operation).stream().map(name -> new Request(operation, name))));
    }

    /** The parameters of an operation that name a message. */
    private static List<String> positions(Operation operation) {
        return operation.toString().equals("GET /api/v1/conversations/{id}/messages")
                ? List.of("after_id", "before_id")
                : List.of();
    }

    @Test
    void knowsEveryOperationOnAConversationOfTheDocument() {
        JsonPath document = given().get("/q/openapi?format=json").jsonPath();
        Map<String, Map<String, Object>> paths = document.getMap("paths");
        Set<String> documented = new TreeSet<>();
        paths.forEach((path, methods) -> methods.forEach((method, description) -> {
            String operation = method.toUpperCase(java.util.Locale.ROOT) + " " + path;
            if (isOnConversation(path, description)) {
                documented.add(operation);
                messageParameters(document, path, method)
                        .forEach(parameter -> documented.add(operation + "?" + parameter));
            }
        }));
        assertThat(requests().map(Request::toString).toList()).containsExactlyInAnyOrderElementsOf(documented);
    }

    private static boolean isOnConversation(String path, Object description) {
        return path.startsWith("/api/v1/conversations/{")
                || path.contains("{conversation_id}")
                || description.toString().contains("name=conversation_id, in=query");
    }

    private static List<String> messageParameters(JsonPath document, String path, String method) {
        List<String> names =
                document.getList("paths.'%s'.%s.parameters.findAll { it.in == 'query' && it.name.endsWith('_id') }.name"
                        .formatted(path, method));
        return names == null ? List.of() : names;
    }

    @ParameterizedTest
    @MethodSource("requests")
    void reachesTheThreadThatIsLeft(Request request) {
        long before = lastEvent();
        Response response = send(ours.api, request, gone);
        assertThat(response.statusCode()).isBetween(200, 299);
        assertThat(response.asString()).doesNotContain(gone);
        Object body = response.jsonPath().get("$");
        Object first = body instanceof List<?> list ? list.get(0) : body;
        Map<?, ?> fields = (Map<?, ?>) first;
        assertThat(fields.get("conversation_id") == null ? kept : fields.get("conversation_id"))
                .isEqualTo(kept);
        assertThat(fields.get("tenant_id") == null ? kept : fields.get("id")).isEqualTo(kept);
        assertThat(Database.column(
                        "SELECT DISTINCT body ->> 'conversation_id' FROM event WHERE tenant_id = ? AND seq > ?",
                        ours.api.tenant(),
                        before))
                .as("events of the change")
                .isSubsetOf(kept);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void isAbsentForAnotherTenant(Request request) {
        Api other = Api.ofFreshTenant();
        String before = ours.fingerprint();
        Response foreign = send(other, request, gone);
        Response absent = send(other, request, UUID.randomUUID().toString());
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(foreign.asString()).isEqualTo(absent.asString());
        assertThat(ours.fingerprint()).isEqualTo(before);
    }

    @Test
    void survivesASecondMerge() {
        String last = ours.api.openConversation(ours.bot);
        ours.api
                .as()
                .body(Map.of("contact_id", contactOf(kept)))
                .post("/api/v1/contacts/{id}/merge", contactOf(last))
                .then()
                .statusCode(200);
        for (String id : List.of(gone, kept)) {
            assertThat(ours.api
                            .as()
                            .body(Map.of("status", "escalated"))
                            .put("/api/v1/conversations/{id}/status", id)
                            .then()
                            .statusCode(200)
                            .extract()
                            .<String>path("id"))
                    .isEqualTo(last);
        }
    }

    private String contactOf(String conversation) {
        return ours.api
                .as()
                .get("/api/v1/conversations/{id}", conversation)
                .jsonPath()
                .getString("contact_id");
    }

    private Response send(Api api, Request request, String id) {
        var sent = api.as().header("X-Request-Id", "the-same-for-both").contentType(ContentType.JSON);
        if (request.operation().body() != null) {
            sent.body(ours.bodyOf(request.operation()));
        }
        if (request.position() != null) {
            sent.queryParam(request.position(), request.position().equals("after_id") ? ours.message : ours.reply);
        }
        return sent.request(
                request.operation().method(),
                request.operation().path().replace("{id}", id).replace("{message_id}", TenantData.replyIn(gone)));
    }

    private long lastEvent() {
        return Long.parseLong(
                Database.column("SELECT last_seq FROM event_counter WHERE tenant_id = ?", ours.api.tenant())
                        .get(0));
    }
}
