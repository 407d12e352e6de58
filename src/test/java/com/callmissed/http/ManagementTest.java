package com.callmissed.http;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.http.error.ErrorCode;
import com.callmissed.testing.Management;
import com.callmissed.testing.PostgresResource;

import static com.callmissed.testing.ErrorEnvelope.assertError;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

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

    /** Prometheus does not see the first increase of a counter that begins with it. */
    @Test
    void countersOfAlertsExistBeforeTheirFirstEvent() {
        assertThat(Management.metrics())
                .contains(
                        "callmissed_ai_calls_total{outcome=\"error\"}",
                        "callmissed_autoreply_total{outcome=\"no_answer\"}",
                        "callmissed_http_refusals_total{reason=\"too_many_connections\"}",
                        "callmissed_http_refusals_total{reason=\"not_ready\"}",
                        "callmissed_ingest_total{outcome=\"bad_signature\"}",
                        "callmissed_jwks_fetches_total{outcome=\"failed\"}",
                        "callmissed_outbox_total{outcome=\"failed\"}",
                        "callmissed_outbox_total{outcome=\"retried\"}",
                        "callmissed_outbox_total{outcome=\"uncertain\"}",
                        "\ncallmissed_ready ",
                        "\ncallmissed_refused_writes_total ");
    }
}
