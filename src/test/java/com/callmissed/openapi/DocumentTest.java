package com.callmissed.openapi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import org.junit.jupiter.api.Test;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.ApiContract;
import com.callmissed.testing.PostgresResource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DocumentTest {
    private static final Set<String> OF_EVERY_OPERATION = Set.of("400", "406", "413", "500", "503");

    @Test
    void isOpenApi31AndNamesBothCredentials() {
        JsonNode document = contract().document();

        assertThat(document.get("openapi").asText()).startsWith("3.1");
        assertThat(document.at("/info/title").asText()).isEqualTo("CallMissed Conversations");
        assertThat(document.at("/info/description").asText()).contains("/ws/conversations");
        assertThat(names(document.at("/components/securitySchemes")))
                .containsExactlyInAnyOrder("dashboardToken", "apiKey");
    }

    @Test
    void describesEveryPublishedOperation() {
        assertThat(contract().operations().stream().map(ApiContract.Operation::toString))
                .contains(
                        "GET /api/v1/conversations",
                        "GET /api/v1/conversations/{id}",
                        "GET /api/v1/conversations/{id}/messages",
                        "PUT /api/v1/conversations/{id}/status",
                        "POST /api/v1/conversations/{id}/ai-draft",
                        "POST /api/v1/conversations/{id}/autoreply")
                .noneMatch(operation -> operation.contains("probe"));
    }

    @Test
    void givesEveryOperationAnIdASummaryItsAccessAndItsErrors() {
        Set<String> ids = new HashSet<>();
        for (ApiContract.Operation operation : contract().operations()) {
            JsonNode description = operation.description();
            assertThat(ids.add(operation.id())).as(operation.id()).isTrue();
            assertThat(description.path("summary").asText())
                    .as(operation + " summary")
                    .isNotBlank();
            Set<String> expected = new HashSet<>(OF_EVERY_OPERATION);
            if (!operation.template().contains("/webhooks/")) {
                assertThat(description.path("security"))
                        .as(operation + " security")
                        .isNotEmpty();
                expected.addAll(Set.of("401", "403", "429"));
                if (Set.of("POST", "PUT").contains(operation.verb())) {
                    expected.addAll(Set.of("409", "422"));
                    assertThat(description.get("parameters").toString()).contains("IdempotencyKey");
                }
            }
            if (operation.template().contains("{")) {
                expected.addAll(Set.of("404", "422"));
            }
            assertThat(names(description.get("responses")))
                    .as(operation + " answers")
                    .containsAll(expected);
            assertThat(names(description.get("responses")).stream().anyMatch(status -> status.startsWith("2")))
                    .isTrue();
        }
    }

    @Test
    void showsAnExampleOfEveryBodyAndEachIsRight() {
        ApiContract contract = contract();
        List<String> problems = new ArrayList<>();
        for (ApiContract.Operation operation : contract.operations()) {
            if (operation.template().contains("/webhooks/")) {
                continue;
            }
            List<JsonNode> media = new ArrayList<>();
            media.add(operation.description().at("/requestBody/content/application~1json"));
            operation
                    .description()
                    .get("responses")
                    .forEach(response -> media.add(response.at("/content/application~1json")));
            for (JsonNode body : media) {
                if (!body.isMissingNode()) {
                    problems.addAll(exampleProblems(contract, operation, body));
                }
            }
        }
        contract.document()
                .at("/components/responses")
                .forEach(response -> problems.addAll(contract.envelopeProblems(
                        response.at("/content/application~1json/example").toString())));
        assertThat(problems).isEmpty();
    }

    @Test
    void knowsEveryErrorCode() {
        List<String> codes = new ArrayList<>();
        contract()
                .document()
                .at("/components/schemas/Error/properties/error/properties/code/enum")
                .forEach(code -> codes.add(code.asText()));
        assertThat(codes)
                .containsExactlyInAnyOrderElementsOf(List.of(ErrorCode.values()).stream()
                        .map(ErrorCode::code)
                        .toList());
    }

    @Test
    void isReadAsYamlAndInTheBrowser() {
        given().get("/q/openapi").then().statusCode(200).body(startsWith("---\nopenapi: 3.1"));
        given().get("/docs").then().statusCode(200).contentType("text/html").body(containsString("/q/openapi"));
    }

    @Test
    void theFilterOfTheTestsSeesAFieldThatIsNotDocumented() {
        ApiContract contract = contract();
        ApiContract.Operation operation =
                contract.find("POST", "/api/v1/conversations/x/ai-draft").orElseThrow();

        assertThat(contract.problems(
                        operation,
                        200,
                        "application/json",
                        "{\"draft\":\"a\",\"used_default_prompt\":true,\"based_on_seq\":1,\"sources\":[]}"))
                .isEmpty();
        assertThat(contract.problems(
                        operation,
                        200,
                        "application/json",
                        "{\"draft\":\"a\",\"used_default_prompt\":true,\"based_on_seq\":1,\"sources\":[],\"x\":1}"))
                .isNotEmpty();
        assertThat(contract.problems(
                        operation, 200, "application/json", "{\"draft\":\"a\",\"used_default_prompt\":true}"))
                .isNotEmpty();
        assertThat(contract.problems(operation, 200, "text/plain", "a")).isNotEmpty();
        assertThat(contract.problems(operation, 202, "application/json", "{}")).isNotEmpty();
        assertThat(RestAssured.filters()).hasSize(1);
    }

    private static List<String> exampleProblems(ApiContract contract, ApiContract.Operation operation, JsonNode body) {
        if (!body.has("example")) {
            return List.of(operation + " has a body without an example");
        }
        JsonNode schema = body.get("schema");
        boolean list = schema.has("items");
        String pointer =
                (list ? schema.get("items") : schema).get("$ref").asText().substring(1);
        JsonNode example = list ? body.get("example").get(0) : body.get("example");
        return contract.validate(pointer, example.toString()).stream()
                .map(problem -> operation + ": " + problem)
                .toList();
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static ApiContract contract() {
        return ApiContract.of("http://localhost:" + RestAssured.port);
    }
}
