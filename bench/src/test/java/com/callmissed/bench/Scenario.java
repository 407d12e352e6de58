package com.callmissed.bench;

import java.util.List;

/** Something to measure. The constructor prepares it. */
interface Scenario extends AutoCloseable {
    /**
     * Measures once. Every run returns the same figures in the same order.
     *
     * @throws WrongResult if the service did not do what it must
     */
    List<Measure> run();

    @Override
    void close();
}
