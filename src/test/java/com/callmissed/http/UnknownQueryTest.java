package com.callmissed.http;

import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.TestTokens;

import static com.callmissed.testing.ErrorEnvelope.assertError;
import static com.callmissed.testing.ErrorEnvelope.assertInvalid;
import static io.restassured.RestAssured.given;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class UnknownQueryTest {
    private static final String UNKNOWN = "is not a known parameter";
    private static final String ID = "0199c0de-0000-7000-8000-000000000001";

    private final String bearer = "Bearer " + TestTokens.of(UUID.randomUUID(), "owner");

    @ParameterizedTest
    @ValueSource(strings = {"statuss=active", "status=active&statuss=", "statuss", "limit=5&statuss=a&statuss=b"})
    void refusesAParameterThatTheOperationDoesNotHave(String query) {
        assertInvalid(
                given().header("Authorization", bearer)
                        .urlEncodingEnabled(false)
                        .get("/api/v1/conversations?" + query)
                        .then(),
                "statuss",
                UNKNOWN);
    }

    @Test
    void namesAllOfThem() {
        assertInvalid(
                given().header("Authorization", bearer)
                        .get("/api/v1/conversations/" + ID + "?b=1&a=2")
                        .then(),
                "a",
                UNKNOWN,
                "b",
                UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /api/v1/conversations/" + ID + "/status",
        "POST, /api/v1/bots",
        "DELETE, /api/v1/bots/" + ID,
    })
    void refusesThemForWritesToo(String method, String path) {
        assertInvalid(
                given().header("Authorization", bearer)
                        .contentType("application/json")
                        .body("{}")
                        .request(method, path + "?dry_run=true")
                        .then(),
                "dry_run",
                UNKNOWN);
    }

    @Test
    void checksTheCredentialFirst() {
        assertError(
                given().get("/api/v1/conversations?statuss=active").then(),
                ErrorCode.MISSING_CREDENTIALS,
                "Send a credential as Authorization: Bearer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/conversations?channel=whatsapp&status=active&limit=1",
                "/api/v1/events?wait=0&limit=1",
            })
    void acceptsItsOwn(String path) {
        given().header("Authorization", bearer).get(path).then().statusCode(200);
    }

    /** Providers add parameters to the addresses that they are given. */
    @Test
    void leavesWebhooksAlone() {
        given().get("/api/v1/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=unknown&hub.challenge=1&new=x")
                .then()
                .statusCode(403);
    }
}
