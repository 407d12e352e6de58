package com.callmissed.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Measures the memory of open sockets in one process while nothing happens. */
final class IdleSockets implements Scenario {
    private static final double TARGET_KB = 40;
    private static final double KB = 1024;
    private static final double MB = KB * 1024;
    private static final int CLASSES = 30;

    private final DatabaseServer database;
    private final Loops loops;
    private final Size size;

    IdleSockets(DatabaseServer database, Loops loops, Size size) {
        this.database = database;
        this.loops = loops;
        this.size = size;
    }

    /**
     * The number of sockets and tenants. A fifth of the sockets belong to one tenant, the others to {@code tenants}
     * other tenants.
     *
     * @param warmUp sockets that are opened and closed before, so that classes and buffers are loaded
     * @param settle idle time before the measurement
     */
    record Size(int sockets, int tenants, int warmUp, Duration settle) {
        static final Size FULL = new Size(5_000, 1_000, 500, Duration.ofSeconds(3));
        static final Size SMALL = new Size(50, 10, 20, Duration.ZERO);

        List<Subscriber> subscribers(int count) {
            UUID large = UUID.randomUUID();
            List<UUID> small = new ArrayList<>();
            for (int i = 0; i < tenants; i++) {
                small.add(UUID.randomUUID());
            }
            List<Subscriber> subscribers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                UUID tenant = i % 5 == 0 ? large : small.get(i % tenants);
                subscribers.add(new Subscriber(tenant, (subscriber, frame, number) -> {}));
            }
            return subscribers;
        }
    }

    /** Starts a new service for each run, because a process does not return memory that it has used. */
    @Override
    public List<Measure> run() {
        try (Service service = Service.start(database, SocketCaps.LIFTED)) {
            Crowd.open(loops, service.port(), size.subscribers(size.warmUp())).close();
            settle();
            Footprint without = Footprint.of(service.pid());
            List<Subscriber> subscribers = size.subscribers(size.sockets());
            try (Crowd crowd = Crowd.open(loops, service.port(), subscribers)) {
                settle();
                Footprint with = Footprint.of(service.pid());
                crowd.checkThatAllAreOpen();
                return Stream.concat(heap(without, with).stream(), resident(without, with).stream())
                        .toList();
            }
        }
    }

    /** Nothing for a native binary, whose heap is not known. */
    private List<Measure> heap(Footprint without, Footprint with) {
        if (NativeBinary.isMeasured()) {
            return List.of();
        }
        System.out.println("Heap for each socket, by class:");
        with.growth(without, size.sockets(), CLASSES).forEach(System.out::println);
        double grown = with.heap() - without.heap();
        return List.of(
                Measure.of("heap per socket", grown / size.sockets() / KB, "KB").atMost(TARGET_KB),
                Measure.of("live heap without sockets", without.heap() / MB, "MB"),
                Measure.of("live heap with sockets", with.heap() / MB, "MB"));
    }

    private List<Measure> resident(Footprint without, Footprint with) {
        double grown = with.resident() - without.resident();
        return List.of(
                Measure.of("RSS per socket", grown / size.sockets() / KB, "KB").atMost(TARGET_KB),
                Measure.of("RSS without sockets", without.resident() / MB, "MB"),
                Measure.of("RSS with sockets", with.resident() / MB, "MB"));
    }

    @Override
    public void close() {
        // Nothing remains after a run.
    }

    private void settle() {
        try {
            TimeUnit.NANOSECONDS.sleep(size.settle().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
