package com.callmissed.bench;

import java.time.Duration;

/**
 * Sends requests over many connections and checks every response. Each connection sends its next request when the
 * previous one has its response.
 */
interface Load {
    /** The same number as {@link PgBench} has. */
    int CONNECTIONS = 32;

    /**
     * Sends requests for {@code duration}.
     *
     * @throws WrongResult if a response is not the expected one or is missing
     */
    Answers run(Requests requests, Client client, Duration duration);

    /**
     * The measured responses.
     *
     * @param p50 median of the response times, in milliseconds
     * @param p99 99th percentile of the response times, in milliseconds
     */
    record Answers(long count, double seconds, double p50, double p99) {
        double perSecond() {
            return count / seconds;
        }
    }
}
