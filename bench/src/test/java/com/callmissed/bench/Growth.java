package com.callmissed.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/**
 * What a list of 50 costs with ten times as much of something: of conversations in the tenant, of tenants in the
 * database, of open sockets on the service. The services on both sides are equally old, and do nothing else.
 */
final class Growth implements Scenario {
    private static final double TARGET = 1.2;
    private static final double THOUSAND = 1_000;
    private static final int TIMES = 10;

    private final DatabaseServer database;
    private final Loops loops;
    private final Size size;
    private final LoadedService few;
    private final Service many;
    private final Client manyClient;
    private final TenantLists listsOfFew;
    private final TenantLists listsOfMany;
    private final TenantLists shorter;
    private final TenantLists longer;
    private boolean warm;
    private boolean moreFirst;

    /**
     * @param fewTenants a tenth of them, each from 2 on with as many conversations
     * @param sockets a tenth of them
     * @param warmUp one stretch of it
     * @param measured how long load is put on, for each side
     */
    record Size(Load load, Dataset.Size fewTenants, int sockets, Duration warmUp, Duration measured) {
        static final Size FULL = new Size(
                new Wrk(),
                new Dataset.Size(100, 20_000, 80, 200_000, 10_000),
                500,
                Duration.ofSeconds(3),
                Duration.ofSeconds(8));
        static final Size SMALL = new Size(
                new FewRequests(5), new Dataset.Size(3, 1_000, 20, 3_000, 500), 5, Duration.ZERO, Duration.ZERO);
    }

    Growth(LoadedService loaded, Loops loops, Size size) {
        this.loops = loops;
        this.size = size;
        database = loaded.database();
        few = new LoadedService(() -> database, loops.vertx(), size.fewTenants());
        few.service();
        many = Service.startOn(loaded.service().databaseUrl(), Map.of());
        manyClient = new Client(loops.vertx(), many.port());
        listsOfFew = TenantLists.ofAlike("growth-few-tenants", few.dataset());
        listsOfMany = TenantLists.ofAlike("growth-many-tenants", loaded.dataset());
        shorter = TenantLists.of("growth-shorter", loaded.dataset(), 1);
        longer = TenantLists.of("growth-longer", loaded.dataset(), 0);
    }

    @Override
    public List<Measure> run() {
        if (!warm) {
            warm = true;
            warmUp(few.client(), listsOfFew);
            List.of(listsOfMany, shorter, longer).forEach(lists -> warmUp(manyClient, lists));
        }
        moreFirst = !moreFirst;
        return Stream.of(
                        times(
                                "conversations",
                                () -> cost(many, manyClient, shorter),
                                () -> cost(many, manyClient, longer)),
                        times(
                                "tenants",
                                () -> cost(few.service(), few.client(), listsOfFew),
                                () -> cost(many, manyClient, listsOfMany)),
                        times(
                                "sockets",
                                () -> costWithSockets(size.sockets()),
                                () -> costWithSockets(size.sockets() * TIMES)))
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public void close() {
        manyClient.close();
        many.close();
        few.close();
    }

    /** Runs take turns in which of both comes first. */
    private List<Measure> times(String name, DoubleSupplier fewer, DoubleSupplier more) {
        double first = (moreFirst ? more : fewer).getAsDouble();
        double second = (moreFirst ? fewer : more).getAsDouble();
        double cost = moreFirst ? second : first;
        double costOfMore = moreFirst ? first : second;
        return List.of(
                Measure.of("cost with 10 times the " + name, costOfMore / cost, "")
                        .atMost(TARGET),
                Measure.of("CPU per 1000, fewer " + name, cost, "s"),
                Measure.of("CPU per 1000, more " + name, costOfMore, "s"));
    }

    private void warmUp(Client client, TenantLists lists) {
        WarmUp.of(() -> load(client, lists, size.warmUp()).perSecond());
    }

    private double costWithSockets(int sockets) {
        List<Subscriber> idle = new IdleSockets.Size(sockets, sockets, 0, Duration.ZERO).subscribers(sockets);
        try (Crowd crowd = Crowd.open(loops, many.port(), idle)) {
            double cost = cost(many, manyClient, listsOfMany);
            crowd.checkThatAllAreOpen();
            return cost;
        }
    }

    /** Seconds of processor time that service and database spend on a thousand answers. */
    private double cost(Service service, Client client, TenantLists lists) {
        Usage serviceUsage = Usage.of(service.pid());
        Usage databaseUsage = Usage.of(database.pid());
        Load.Answers answers = load(client, lists, size.measured());
        return (serviceUsage.seconds() + databaseUsage.seconds()) / answers.count() * THOUSAND;
    }

    private Load.Answers load(Client client, TenantLists lists, Duration duration) {
        return size.load().run(lists, client, duration);
    }
}
