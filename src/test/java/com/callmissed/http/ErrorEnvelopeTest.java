package com.callmissed.http;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.PostgresResource;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ErrorEnvelopeTest {
    @Test
    void answersAnUnknownPathWithTheEnvelope() {
        given().header("X-Request-Id", "abc")
                .get("/api/v1/nothing")
                .then()
                .statusCode(404)
                .header("X-Request-Id", equalTo("abc"));
    }
}
