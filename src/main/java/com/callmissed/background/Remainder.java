package com.callmissed.background;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jboss.logging.Logger;

/**
 * How many rows a job still has to move, for operators: a gauge, and a line in the log when the number changes. Safe
 * for use by several threads.
 */
public final class Remainder {
    private final Logger log;
    private final String none;
    private final String some;
    private volatile double left = Double.NaN;

    /**
     * @param none the line when nothing is left
     * @param some the line with the number, {@code %d}
     */
    public Remainder(Logger log, String none, String some) {
        this.log = log;
        this.none = none;
        this.some = some;
    }

    /** Registers the gauge, which is not a number before the first {@link #report}. */
    public void register(MeterRegistry registry, String name, String description) {
        Gauge.builder(name, () -> left).description(description).register(registry);
    }

    public void report(long now) {
        if (now != left) {
            if (now == 0) {
                log.info(none);
            } else {
                log.warnf(some, now);
            }
        }
        left = now;
    }
}
