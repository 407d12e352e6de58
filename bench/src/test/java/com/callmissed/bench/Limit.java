package com.callmissed.bench;

import java.time.Duration;

/** What PostgreSQL can do, asked without a service in between. */
interface Limit {
    /** @throws WrongResult when a transaction fails */
    Transactions run(Script script, String databaseUrl, Duration duration);

    /**
     * What was measured.
     *
     * @param millis that one takes on average
     */
    record Transactions(double perSecond, double millis) {}
}
