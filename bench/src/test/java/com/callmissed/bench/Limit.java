package com.callmissed.bench;

import java.time.Duration;

/** The throughput of PostgreSQL itself, without the service. */
interface Limit {
    /**
     * Runs the script for {@code duration}.
     *
     * @throws WrongResult if a transaction fails
     */
    Transactions run(Script script, String databaseUrl, Duration duration);

    /**
     * The measured throughput.
     *
     * @param millis average time of a transaction, in milliseconds
     */
    record Transactions(double perSecond, double millis) {}
}
