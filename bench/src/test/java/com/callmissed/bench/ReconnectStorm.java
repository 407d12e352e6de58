package com.callmissed.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Cuts many sockets at once, commits events, and reconnects all sockets at the same moment, while a client reads lists.
 */
final class ReconnectStorm implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int NANOS_IN_MICRO = 1_000;

    private final DatabaseServer database;
    private final Loops loops;
    private final Size size;
    private final Service service;
    private final Client client;
    private final Tenant reader;

    /**
     * The size of the scenario.
     *
     * @param missed events of each tenant while its sockets are closed
     * @param perSecond rate of these events
     * @param meanwhile events per second of all tenants together, after the sockets reconnect
     * @param probes lists of the 50 newest conversations that are read each second
     * @param calm number of probes that are measured before the storm
     */
    record Size(int sockets, int tenants, int missed, int perSecond, int meanwhile, int probes, int calm) {
        static final Size FULL = new Size(2_000, 100, 50, 500, 100, 50, 250);
        static final Size SMALL = new Size(20, 4, 10, 200, 50, 20, 10);

        private int patience(int events) {
            return (int) PATIENCE.toSeconds() * events;
        }
    }

    ReconnectStorm(DatabaseServer database, Loops loops, Size size) {
        this.database = database;
        this.loops = loops;
        this.size = size;
        service = Service.start(database, SocketCaps.LIFTED);
        client = new Client(loops.vertx(), service.port());
        reader = new Tenant(client, 50);
    }

    @Override
    public List<Measure> run() {
        List<Tenant> tenants = Stream.generate(() -> new Tenant(client, 1))
                .limit(size.tenants())
                .toList();
        Return back = new Return(size.sockets());
        try (Crowd crowd = Crowd.open(loops, service.port(), back.subscribers(tenants, size.sockets()))) {
            cause(tenants, size.tenants());
            Samples calm = new Samples(size.calm());
            Client.await("lists before the storm", probe(size.calm(), calm).done(), PATIENCE);
            waitForAll(crowd, tenants);
            crowd.cut();
            cause(tenants, size.missed() * size.tenants());
            back.expect(tenants);

            Samples probes = new Samples(size.patience(size.probes()));
            Usage serviceUsage = Usage.of(service.pid());
            Usage databaseUsage = Usage.of(database.pid());
            Pace probing = probe(size.patience(size.probes()), probes);
            Pace writing =
                    Pace.start(loops.vertx(), size.meanwhile(), size.patience(size.meanwhile()), number -> tenants.get(
                                    number % tenants.size())
                            .say());
            back.begin();
            Client.await("all sockets are back", crowd.comeBack(), PATIENCE);
            Waiting.until("all sockets have caught up", PATIENCE, back::isComplete);
            Measure serviceSeconds = Measure.of("CPU of the service", serviceUsage.seconds(), "s");
            Measure databaseSeconds = Measure.of("CPU of the database", databaseUsage.seconds(), "s");
            Client.await("lists meanwhile", probing.stop().done(), PATIENCE);
            Client.await("events meanwhile", writing.stop().done(), PATIENCE);
            waitForAll(crowd, tenants);
            tenants.forEach(tenant -> Delivery.check(crowd, tenant));
            return Stream.of(
                            back.times.measures("caught up"),
                            List.of(Measure.of("missed frames", (double) size.missed() * size.sockets(), "")),
                            calm.measures("list before the storm"),
                            probes.measures("list meanwhile"),
                            List.of(serviceSeconds, databaseSeconds))
                    .flatMap(List::stream)
                    .toList();
        }
    }

    @Override
    public void close() {
        client.close();
        service.close();
    }

    private void cause(List<Tenant> tenants, int events) {
        Pace pace = Pace.start(loops.vertx(), size.perSecond(), events, number -> tenants.get(number % tenants.size())
                .say());
        Client.await("cause " + events + " events", pace.done(), PATIENCE);
    }

    private Pace probe(int count, Samples samples) {
        return Pace.start(loops.vertx(), size.probes(), count, number -> {
            long sentAt = System.nanoTime();
            return client.get(reader.token(), "/api/v1/conversations?limit=50")
                    .onSuccess(list -> samples.add((System.nanoTime() - sentAt) / NANOS_IN_MICRO));
        });
    }

    private static void waitForAll(Crowd crowd, List<Tenant> tenants) {
        Map<UUID, Tenant> byId = tenants.stream().collect(Collectors.toMap(Tenant::id, Function.identity()));
        Waiting.until("every event has arrived", PATIENCE, () -> crowd.members().stream()
                .allMatch(member -> member.hasAll(byId.get(member.tenant()).events())));
    }

    /** Measures when each socket has received what it missed. */
    private static final class Return {
        private final Samples times;
        private final Map<UUID, Integer> goals = new ConcurrentHashMap<>();
        private final Map<Subscriber, Boolean> arrived = new ConcurrentHashMap<>();
        private final int sockets;
        private volatile long begunAt;

        Return(int sockets) {
            this.sockets = sockets;
            times = new Samples(sockets);
        }

        List<Subscriber> subscribers(List<Tenant> tenants, int count) {
            List<Subscriber> subscribers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                subscribers.add(new Subscriber(tenants.get(i % tenants.size()).id(), this::got));
            }
            return subscribers;
        }

        void expect(List<Tenant> tenants) {
            tenants.forEach(tenant -> goals.put(tenant.id(), tenant.events()));
        }

        void begin() {
            begunAt = System.nanoTime();
        }

        boolean isComplete() {
            return arrived.size() == sockets;
        }

        private void got(Subscriber subscriber, String frame, int number) {
            Integer goal = goals.get(subscriber.tenant());
            if (goal != null && subscriber.hasAll(goal) && arrived.putIfAbsent(subscriber, true) == null) {
                times.add((System.nanoTime() - begunAt) / NANOS_IN_MICRO);
            }
        }
    }
}
