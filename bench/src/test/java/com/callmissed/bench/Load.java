package com.callmissed.bench;

import java.time.Duration;

/**
 * Sends requests over many connections, each as fast as it is answered, and holds every answer against the expected
 * one.
 */
interface Load {
    /** As many as {@link PgBench} has. */
    int CONNECTIONS = 32;

    /** @throws WrongResult when an answer is not the expected one, or there is none */
    Answers run(Requests requests, Client client, Duration duration);

    /**
     * What was measured.
     *
     * @param p50 milliseconds, as {@code p99}
     */
    record Answers(long count, double seconds, double p50, double p99) {
        double perSecond() {
            return count / seconds;
        }
    }
}
