package com.callmissed.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Sends events of one tenant to its sockets at a fixed rate, while many other sockets idle. The first events after the
 * start of the service are one figure, those after the service has warmed up another.
 */
final class FanOut implements Scenario {
    private static final double FIRST_TARGET_MS = 150;
    private static final double WARM_TARGET_MS = 50;
    private static final String FIRST = "first minute";
    private static final String WARM = "change to socket";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final DatabaseServer database;
    private final Loops loops;
    private final Size size;

    /**
     * The size of the scenario.
     *
     * @param sockets sockets of the tenant that has the events
     * @param conversations conversations that have the events
     * @param first events from the start of the service on; the full size has as many as there are in a minute
     * @param warm events after those
     */
    record Size(int sockets, int conversations, int perSecond, int first, int warm, IdleSockets.Size idle) {
        static final Size FULL = new Size(200, 200, 200, 12_000, 6_000, IdleSockets.Size.FULL);
        static final Size SMALL = new Size(5, 5, 100, 50, 50, IdleSockets.Size.SMALL);
    }

    FanOut(DatabaseServer database, Loops loops, Size size) {
        this.database = database;
        this.loops = loops;
        this.size = size;
    }

    /** Starts a new service for each run, which has done nothing before but to open the sockets. */
    @Override
    public List<Measure> run() {
        Tenant tenant;
        String url;
        try (Service earlier = Service.start(database, SocketCaps.LIFTED);
                Client client = new Client(loops.vertx(), earlier.port())) {
            tenant = new Tenant(client, size.conversations());
            url = earlier.databaseUrl();
        }
        try (Service service = Service.startOn(url, SocketCaps.LIFTED);
                Client client = new Client(loops.vertx(), service.port());
                Crowd idle = Crowd.open(
                        loops,
                        service.port(),
                        size.idle().subscribers(size.idle().sockets()))) {
            tenant.moveTo(client);
            List<Measure> measures = measure(service, tenant);
            idle.checkThatAllAreOpen();
            return measures;
        }
    }

    @Override
    public void close() {
        // Nothing remains after a run.
    }

    private List<Measure> measure(Service service, Tenant tenant) {
        Samples first = new Samples(size.sockets() * size.first());
        Samples warm = new Samples(size.sockets() * size.warm());
        AtomicInteger refused = new AtomicInteger();
        Samples firstWrites = new Samples(size.first());
        Samples warmWrites = new Samples(size.warm());
        List<Subscriber> subscribers = subscribers(tenant, first, warm);
        try (Crowd crowd = Crowd.open(loops, service.port(), subscribers)) {
            write(tenant, size.first(), firstWrites, subscribers, refused);
            Usage serviceUsage = Usage.of(service.pid());
            Usage databaseUsage = Usage.of(database.pid());
            Usage loadUsage = Usage.ofLoad();
            long start = System.nanoTime();
            write(tenant, size.warm(), warmWrites, subscribers, refused);
            double seconds = (System.nanoTime() - start) / 1e9;
            Delivery.check(crowd, tenant);
            return Stream.of(
                            judged(warm.measures(WARM), WARM_TARGET_MS),
                            warmWrites.measures("write"),
                            judged(first.measures(FIRST), FIRST_TARGET_MS),
                            firstWrites.measures(FIRST + ", write"),
                            List.of(
                                    Measure.of("refused writes", refused.get(), ""),
                                    Measure.of("frames per second", warm.count() / seconds, "1/s"),
                                    Measure.of("CPU of the service", serviceUsage.seconds() / seconds, "cores"),
                                    Measure.of("CPU of the database", databaseUsage.seconds() / seconds, "cores"),
                                    Measure.of("CPU of the load", loadUsage.seconds() / seconds, "cores")))
                    .flatMap(List::stream)
                    .toList();
        }
    }

    private List<Subscriber> subscribers(Tenant tenant, Samples first, Samples warm) {
        long[] occurredAt = new long[size.first() + size.warm()];
        List<Subscriber> subscribers = new ArrayList<>();
        for (int i = 0; i < size.sockets(); i++) {
            subscribers.add(new Subscriber(tenant.id(), (subscriber, frame, number) -> {
                long arrivedAt = EventText.now();
                if (occurredAt[number] == 0) {
                    occurredAt[number] = EventText.occurredAt(frame);
                }
                (number < size.first() ? first : warm).add(arrivedAt - occurredAt[number]);
            }));
        }
        return subscribers;
    }

    /** Writes events at the rate, and waits until each socket has all of them. */
    private void write(
            Tenant tenant, int events, Samples samples, List<Subscriber> subscribers, AtomicInteger refused) {
        Pace pace = Pace.start(loops.vertx(), size.perSecond(), events, number -> {
            long sentAt = System.nanoTime();
            return tenant.insist(loops.vertx(), refused::incrementAndGet)
                    .onSuccess(stored -> samples.add((System.nanoTime() - sentAt) / 1_000));
        });
        Client.await("write " + events + " events", pace.done(), PATIENCE.plusSeconds(events / size.perSecond()));
        Waiting.until("all events have arrived", PATIENCE, () -> subscribers.stream()
                .allMatch(subscriber -> subscriber.hasAll(tenant.events())));
    }

    private static List<Measure> judged(List<Measure> latency, double target) {
        return latency.stream()
                .map(measure -> measure.name().endsWith(" p99") ? measure.atMost(target) : measure)
                .toList();
    }
}
