package com.callmissed.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Sends events of one tenant to its sockets at a fixed rate, while many other sockets idle. */
final class FanOut implements Scenario {
    private static final double TARGET_MS = 150;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final DatabaseServer database;
    private final Loops loops;
    private final Size size;
    private final Service service;
    private final Client client;
    private final Crowd idle;

    /**
     * The size of the scenario.
     *
     * @param sockets sockets of the tenant that has the events
     * @param conversations conversations that have the events
     * @param warmUp events before the measured ones
     */
    record Size(int sockets, int conversations, int perSecond, int warmUp, int events, IdleSockets.Size idle) {
        static final Size FULL = new Size(200, 200, 200, 2_000, 6_000, IdleSockets.Size.FULL);
        static final Size SMALL = new Size(5, 5, 100, 20, 50, IdleSockets.Size.SMALL);
    }

    FanOut(DatabaseServer database, Loops loops, Size size) {
        this.database = database;
        this.loops = loops;
        this.size = size;
        service = Service.start(database, SocketCaps.LIFTED);
        client = new Client(loops.vertx(), service.port());
        idle = Crowd.open(
                loops, service.port(), size.idle().subscribers(size.idle().sockets()));
    }

    @Override
    public List<Measure> run() {
        Samples latency = new Samples(size.sockets() * size.events());
        Samples write = new Samples(size.events());
        Tenant tenant = new Tenant(client, size.conversations());
        long[] occurredAt = new long[size.warmUp() + size.events()];
        List<Subscriber> subscribers = new ArrayList<>();
        for (int i = 0; i < size.sockets(); i++) {
            subscribers.add(new Subscriber(tenant.id(), (subscriber, frame, number) -> {
                long arrivedAt = EventText.now();
                if (number >= size.warmUp()) {
                    if (occurredAt[number] == 0) {
                        occurredAt[number] = EventText.occurredAt(frame);
                    }
                    latency.add(arrivedAt - occurredAt[number]);
                }
            }));
        }
        try (Crowd crowd = Crowd.open(loops, service.port(), subscribers)) {
            write(tenant, size.warmUp(), new Samples(0));
            Usage serviceUsage = Usage.of(service.pid());
            Usage databaseUsage = Usage.of(database.pid());
            Usage loadUsage = Usage.ofLoad();
            long start = System.nanoTime();
            write(tenant, size.events(), write);
            Waiting.until("all events have arrived", PATIENCE, () -> subscribers.stream()
                    .allMatch(subscriber -> subscriber.hasAll(tenant.events())));
            double seconds = (System.nanoTime() - start) / 1e9;
            Delivery.check(crowd, tenant);
            idle.checkThatAllAreOpen();
            return Stream.of(
                            latency.measures("change to socket"),
                            write.measures("write"),
                            List.of(
                                    Measure.of("frames per second", latency.count() / seconds, "1/s"),
                                    Measure.of("CPU of the service", serviceUsage.seconds() / seconds, "cores"),
                                    Measure.of("CPU of the database", databaseUsage.seconds() / seconds, "cores"),
                                    Measure.of("CPU of the load", loadUsage.seconds() / seconds, "cores")))
                    .flatMap(List::stream)
                    .map(measure -> measure.name().equals("change to socket p99") ? measure.atMost(TARGET_MS) : measure)
                    .toList();
        }
    }

    private void write(Tenant tenant, int events, Samples samples) {
        Pace pace = Pace.start(loops.vertx(), size.perSecond(), events, number -> {
            long sentAt = System.nanoTime();
            return tenant.say().onSuccess(stored -> samples.add((System.nanoTime() - sentAt) / 1_000));
        });
        Client.await("write " + events + " events", pace.done(), PATIENCE.plusSeconds(events / size.perSecond()));
    }

    @Override
    public void close() {
        idle.close();
        client.close();
        service.close();
    }
}
