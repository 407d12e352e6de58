package com.callmissed.telemetry;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.testing.Api;
import com.callmissed.testing.Management;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ServiceMetricsTest {
    private final Api api = Api.ofFreshTenant();

    @Test
    void saysWhatRuns() {
        assertThat(Management.metrics())
                .contains("callmissed_build_info{java=\"" + System.getProperty("java.version")
                        + "\",native=\"false\",version=\""
                        + ConfigProvider.getConfig().getValue("quarkus.application.version", String.class) + "\"} 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "callmissed_takeovers_total{outcome=\"silent\"}",
                "callmissed_takeovers_total{outcome=\"unconfirmed\"}",
                "callmissed_graph_time_seconds_count{outcome=\"accepted\"}",
                "callmissed_graph_time_seconds_count{outcome=\"unknown\"}",
                "callmissed_socket_refusals_total{reason=\"not_ready\"}",
                "callmissed_socket_closed_total{reason=\"slow_consumer\"}",
                "callmissed_ai_calls_total{outcome=\"error\"}",
                "callmissed_outbox_total{outcome=\"uncertain\"}",
                "callmissed_autoreply_total{outcome=\"no_answer\"}",
                "callmissed_ingest_total{outcome=\"failed\"}"
            })
    void hasEachOutcomeFromTheStart(String series) {
        assertThat(Management.metrics()).contains(series);
    }

    @ParameterizedTest
    @CsvSource({
        "callmissed_ingest_lag_seconds, 2",
        "callmissed_events_lag_seconds, 0.5",
        "callmissed_outbox_lag_seconds, 60",
        "callmissed_autoreply_lag_seconds, 30",
        "callmissed_takeover_wait_seconds, 0.5",
        "callmissed_ai_time_seconds, 30",
        "callmissed_graph_time_seconds, 1",
        "http_server_requests_seconds, 1",
        "sql_pool_queue_delay_seconds, 0.1"
    })
    void hasABucketThatEndsAtTheObjective(String histogram, String seconds) {
        api.as().get("/api/v1/conversations");
        assertThat(Management.metrics())
                .containsPattern(Pattern.quote(histogram) + "_bucket\\{([^}]*[^{},]\",)?le=\"" + seconds + "(\\.0)?\"");
    }

    @Test
    void countsATakeoverThatIsConfirmed() {
        double before = silent();
        pause(api.openConversation(api.createBot("Ada")));
        assertThat(silent()).isGreaterThan(before);
    }

    @Test
    void countsNoTakeoverWhenThePauseWasThereBefore() {
        String conversation = api.openConversation(api.createBot("Ada"));
        pause(conversation);
        double before = silent();
        pause(conversation);
        assertThat(silent()).isEqualTo(before);
    }

    private void pause(String conversation) {
        api.as()
                .body(Map.of("enabled", false))
                .post("/api/v1/conversations/{id}/autoreply", conversation)
                .then()
                .statusCode(200);
    }

    private static double silent() {
        return value(Management.metrics(), "callmissed_takeovers_total{outcome=\"silent\"}");
    }

    private static double value(String metrics, String series) {
        Matcher line = Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(metrics);
        assertThat(line.find()).as(series).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
