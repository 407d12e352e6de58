package com.callmissed.bench;

import java.util.List;

/** Something to measure, prepared when it is made. */
interface Scenario extends AutoCloseable {
    /**
     * Measures once. Every run answers the same measures in the same order.
     *
     * @throws WrongResult when the service did something else than it has to
     */
    List<Measure> run();

    @Override
    void close();
}
