package com.callmissed.http;

import java.io.IOException;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.PostgresResource;

import static com.callmissed.testing.ErrorEnvelope.assertError;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class FrameworkErrorsTest {
    private static final String ID = "0199c0de-0000-7000-8000-000000000001";

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/nothing", "/api/nothing", "/nothing", "/q/nothing", "/api/v1/probe/a/b/c", "/api"})
    void answersAnUnknownPath(String path) {
        assertError(given().get(path).then(), ErrorCode.NOT_FOUND, "There is nothing at this path");
    }

    @Test
    void sendsAStreamPartByPart() {
        given().get("/api/v1/probe/stream?parts=-1").then().statusCode(200).body(equalTo("part0part1part2"));
    }

    @Test
    void respondsWithTheFailureOfAStreamThatHasNotBegun() {
        assertError(
                given().get("/api/v1/probe/stream?parts=0").then(),
                ErrorCode.INTERNAL_ERROR,
                "Something went wrong on our side");
    }

    @Test
    void endsTheConnectionWhenAStreamFails() {
        assertThatThrownBy(() -> given().get("/api/v1/probe/stream?parts=1").asString())
                .isInstanceOf(IOException.class);
    }

    @Test
    void keepsASaneRequestIdAndReplacesAnyOther() {
        given().header("X-Request-Id", "abc.1").get("/nothing").then().header("X-Request-Id", equalTo("abc.1"));
        given().header("X-Request-Id", "a b")
                .get("/nothing")
                .then()
                .header("X-Request-Id", matchesPattern("[0-9a-f-]{36}"));
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH, /api/v1/probe, 'OPTIONS, POST'",
        "DELETE, /api/v1/probe/" + ID + ", 'GET, HEAD, OPTIONS'",
        "GET, /api/v1/probe/" + ID + "/items, 'OPTIONS, PUT'",
        "POST, /api/v1/probe/" + ID + "/items, 'OPTIONS, PUT'",
        "TRACE, /api/v1/probe, 'OPTIONS, POST'",
        "BREW, /api/v1/probe, 'OPTIONS, POST'",
    })
    void answersAWrongMethodWithTheRightOnes(String method, String path, String allow) {
        assertError(
                given().request(method, path).then().header("Allow", equalTo(allow)),
                ErrorCode.METHOD_NOT_ALLOWED,
                "This path does not know the method");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "TRACE"})
    void answersAWrongMethodForAPage(String method) {
        for (String path : new String[] {"/docs/", "/docs", "/docs/index.html"}) {
            assertError(
                    given().contentType("application/json")
                            .body("{}")
                            .request(method, path)
                            .then()
                            .header("Allow", equalTo("GET, HEAD")),
                    ErrorCode.METHOD_NOT_ALLOWED,
                    "This path does not know the method");
        }
        given().get("/docs/").then().statusCode(200);
    }

    @Test
    void answersOptionsWithTheMethods() {
        given().options("/api/v1/probe/" + ID + "/items")
                .then()
                .statusCode(204)
                .header("Allow", equalTo("OPTIONS, PUT"));
        assertError(
                given().options("/api/v1/probe/a/b/c").then(), ErrorCode.NOT_FOUND, "There is nothing at this path");
    }

    @Test
    void answersHeadLikeGetWithoutABody() {
        given().head("/api/v1/probe/" + ID).then().statusCode(200).body(equalTo(""));
        given().head("/api/v1/probe/x").then().statusCode(422).body(equalTo(""));
        given().head("/api/v1/nothing").then().statusCode(404).body(equalTo(""));
    }

    @Test
    void answersAnAcceptThatItCannotServe() {
        assertError(
                given().accept("text/csv").get("/api/v1/probe/" + ID).then(),
                ErrorCode.NOT_ACCEPTABLE,
                "No acceptable media type is on offer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "multipart/form-data; boundary=x"})
    void answersABodyThatIsNotJson(String type) {
        assertError(
                given().header("Content-Type", type)
                        .body("{}".getBytes())
                        .post("/api/v1/probe")
                        .then(),
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "This operation does not read a body of this media type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic dXNlcjpwYXNz", "Token abc", "Bearer", "Digest x=y"})
    void asksForACredentialWhereNoneOfItsOwnKindCame(String authorization) {
        var request = authorization.isEmpty() ? given() : given().header("Authorization", authorization);
        assertError(
                request.get("/api/v1/probe/caller").then(),
                ErrorCode.MISSING_CREDENTIALS,
                "Send a credential as Authorization: Bearer");
    }

    @Test
    void answersABearerThatIsNoToken() {
        assertError(
                given().header("Authorization", "Bearer abc")
                        .get("/api/v1/probe/caller")
                        .then(),
                ErrorCode.INVALID_TOKEN,
                "The token is not valid");
    }

    @Test
    void answersADatabaseThatIsAwayWithoutItsAddress() {
        assertError(
                given().get("/api/v1/probe/failure/database").then().header("Retry-After", equalTo("5")),
                ErrorCode.NOT_READY,
                "The service cannot answer right now, try again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "exception"})
    void keepsTheReasonOfAnUnexpectedFailureToItself(String kind) {
        assertError(
                given().get("/api/v1/probe/failure/" + kind).then(),
                ErrorCode.INTERNAL_ERROR,
                "Something went wrong on our side");
    }
}
