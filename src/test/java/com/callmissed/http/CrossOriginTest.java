package com.callmissed.http;

import java.util.UUID;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.callmissed.testing.SecondApplication;
import com.callmissed.testing.TestTokens;

import static com.callmissed.testing.SecondApplication.ORIGIN;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

@QuarkusTest
@TestProfile(SecondApplication.class)
class CrossOriginTest {
    private static final String EXPOSED = "Idempotent-Replay, Link, Location, Retry-After, WWW-Authenticate,"
            + " X-Event-Cursor, X-Next-Cursor, X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/conversations | GET, HEAD, OPTIONS, POST",
                "/api/v1/conversations/01970f5e-7c1a-7e7e-8000-0123456789ab/status | OPTIONS, PUT",
                "/api/v1/keys/01970f5e-7c1a-7e7e-8000-0123456789ab | DELETE, GET, HEAD, OPTIONS, PATCH",
            })
    void answersAPreflightOfEveryOperationWithItsMethods(String path, String methods) {
        preflight(ORIGIN)
                .options(path)
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Origin", ORIGIN)
                .header("Access-Control-Allow-Methods", methods)
                .header("Allow", methods)
                .header(
                        "Access-Control-Allow-Headers",
                        "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Request-Id")
                .header("Access-Control-Max-Age", "600")
                .header("Vary", "origin");
    }

    @Test
    void exposesTheHeadersOfTheContractInResponsesAndErrors() {
        given().header("Origin", ORIGIN)
                .auth()
                .oauth2(TestTokens.of(UUID.randomUUID(), "owner"))
                .get("/api/v1/conversations")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", ORIGIN)
                .header("Access-Control-Expose-Headers", EXPOSED);
        given().header("Origin", ORIGIN)
                .get("/api/v1/conversations")
                .then()
                .statusCode(401)
                .header("Access-Control-Allow-Origin", ORIGIN)
                .header("Access-Control-Expose-Headers", EXPOSED);
    }

    @Test
    void servesAnotherOriginWithoutTheHeaders() {
        preflight("https://evil.example.com")
                .options("/api/v1/conversations")
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Origin", nullValue())
                .header("Access-Control-Allow-Methods", nullValue())
                .header("Vary", "origin");
    }

    @Test
    void refusesAPreflightOfAPathThatDoesNotExist() {
        preflight(ORIGIN)
                .options("/api/v1/nothing")
                .then()
                .statusCode(404)
                .header("Access-Control-Allow-Origin", ORIGIN)
                .body("error.code", equalTo("not_found"));
    }

    private static RequestSpecification preflight(String origin) {
        return given().header("Origin", origin)
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", "authorization");
    }
}
