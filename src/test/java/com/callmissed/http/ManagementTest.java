package com.callmissed.http;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.Management;
import com.callmissed.testing.PostgresResource;

import static com.callmissed.testing.ErrorEnvelope.assertError;
import static io.restassured.RestAssured.given;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ManagementTest {
    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/metrics"})
    void servesWhatOperatorsNeedAndThePublicPortDoesNot(String path) {
        Management.given().get(path).then().statusCode(200);
        assertError(given().get(path).then(), ErrorCode.NOT_FOUND, "There is nothing at this path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/conversations", "/docs", "/q/openapi"})
    void servesNothingElse(String path) {
        Management.given().get(path).then().statusCode(404);
    }
}
