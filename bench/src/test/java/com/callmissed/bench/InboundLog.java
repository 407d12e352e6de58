package com.callmissed.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Compares inbound WhatsApp messages per second of this version with the last version without an event log. Both run
 * alternately, one at a time.
 */
final class InboundLog implements Scenario {
    private static final double TARGET = 0.8;

    private final Size size;
    private final Inbound without;
    private final Inbound with;
    private boolean withFirst;

    /**
     * The size of the scenario.
     *
     * @param threads threads of each tenant, which are created before the measurement
     */
    record Size(int tenants, int threads, int connections, Duration warmUp, Duration measured) {
        static final Size FULL = new Size(50, 20, 64, Duration.ofSeconds(15), Duration.ofSeconds(10));
        static final Size SMALL = new Size(2, 3, 4, Duration.ZERO, Duration.ofMillis(500));
    }

    /**
     * Starts and warms up both services.
     *
     * @param jarWithout jar of a version without the log
     */
    InboundLog(DatabaseServer database, Loops loops, Size size, String jarWithout) {
        this.size = size;
        without = new Inbound("without log", database, Service.start(database, Map.of(), jarWithout), loops, size);
        with = new Inbound("with log", database, Service.start(database, Map.of()), loops, size);
        without.load(size.warmUp());
        with.load(size.warmUp());
    }

    @Override
    public List<Measure> run() {
        withFirst = !withFirst;
        List<Measure> first = (withFirst ? with : without).load(size.measured());
        List<Measure> second = (withFirst ? without : with).load(size.measured());
        List<Measure> on = withFirst ? first : second;
        List<Measure> off = withFirst ? second : first;
        Measure ratio =
                Measure.of("ratio", on.get(0).value() / off.get(0).value(), "").atLeast(TARGET);
        return Stream.of(List.of(ratio), on, off).flatMap(List::stream).toList();
    }

    @Override
    public void close() {
        without.close();
        with.close();
    }
}
