package com.callmissed.packaged.chaos;

import java.util.List;
import java.util.Map;

/**
 * The scrapes of a few seconds in which the state does not change.
 *
 * @param pods the scrapes of each process by its name, in the order of time
 */
record Window(Map<String, List<Scrape>> pods) {
    /** How much the series of a metric that match {@code labels} have risen in all processes. */
    double rise(String metric, String labels) {
        return pods.values().stream()
                .mapToDouble(scrapes ->
                        last(scrapes).sum(metric, labels) - scrapes.get(0).sum(metric, labels))
                .sum();
    }

    /**
     * Whether nothing was late by the objectives of time. What is late on a busy machine is no effect of a fault,
     * unless it is late each time.
     */
    boolean isCalm() {
        return isOnTime("http_server_requests_seconds", "uri=\"/api/v1/webhooks/.*", "1")
                && isOnTime("callmissed_ingest_lag_seconds", "", "2")
                && isOnTime("callmissed_events_lag_seconds", "", "0.5");
    }

    private boolean isOnTime(String timer, String labels, String limit) {
        return rise(timer + "_count", labels) - risenWithin(timer, labels, limit) < 0.5;
    }

    /** The label of the boundary may stand before or after the others. */
    private double risenWithin(String timer, String labels, String limit) {
        String boundary = "le=\"" + limit.replace(".", "\\.") + "(\\.0)?\"";
        return rise(timer + "_bucket", labels.isEmpty() ? boundary : "(?=.*" + boundary + ").*" + labels);
    }

    /** Whether everything that was tried has succeeded, in time, in processes that respond. */
    boolean isHealthy() {
        return isCalm()
                && pods.values().stream().flatMap(List::stream).allMatch(Scrape::isUp)
                && rise("http_server_requests_seconds_count", "status=\"5..\"") == 0
                && rise("callmissed_outbox_total", "outcome=\"(failed|uncertain|retried)\"") == 0
                && rise("callmissed_ai_calls_total", "outcome=\"(error|fallback)\"") == 0
                && rise("callmissed_jwks_fetches_total", "outcome=\"failed\"") == 0;
    }

    private static Scrape last(List<Scrape> scrapes) {
        return scrapes.get(scrapes.size() - 1);
    }
}
