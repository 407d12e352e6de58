package com.callmissed.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/**
 * Compares the cost of a list of 50 with ten times as many conversations in the tenant, tenants in the database, or
 * open sockets of the service. The services on both sides are equally old and do nothing else.
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
     * The size of the scenario.
     *
     * @param fewTenants the data set with a tenth of the tenants; each tenant from 2 on has the same number of
     *     conversations
     * @param sockets the larger number of sockets; the smaller is a tenth
     * @param warmUp length of one stretch of warm-up
     * @param measured length of the load for each side
     */
    record Size(Load load, Dataset.Size fewTenants, int sockets, Duration warmUp, Duration measured) {
        static final Size FULL = new Size(
                new Wrk(),
                new Dataset.Size(100, 20_000, 80, 200_000, 10_000, 2),
                500,
                Duration.ofSeconds(3),
                Duration.ofSeconds(8));
        static final Size SMALL = new Size(
                new FewRequests(5), new Dataset.Size(3, 1_000, 20, 3_000, 500, 2), 5, Duration.ZERO, Duration.ZERO);
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

    /** Runs alternate which side comes first. */
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

    /** Seconds of processor time of service and database for 1000 responses. */
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
