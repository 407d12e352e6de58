package com.callmissed.http;

import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.PostgresResource;
import com.callmissed.testing.RawHttp;
import com.callmissed.testing.TestTokens;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.nullValue;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ResponseHeadersTest {
    @Test
    void noCacheKeepsTheAnswersOfTheApi() {
        given().auth()
                .oauth2(TestTokens.of(UUID.randomUUID(), "owner"))
                .get("/api/v1/conversations")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .header("Access-Control-Allow-Origin", nullValue());
        given().get("/api/v1/conversations")
                .then()
                .statusCode(401)
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff");
    }

    @Test
    void noBrowserGuessesTheTypeOfAnyAnswer() {
        given().get("/docs/").then().statusCode(200).header("X-Content-Type-Options", "nosniff");
        given().get("/nothing").then().statusCode(404).header("X-Content-Type-Options", "nosniff");
        assertThat(RawHttp.send("GET nothing HTTP/1.1").headers()).containsEntry("x-content-type-options", "nosniff");
    }
}
