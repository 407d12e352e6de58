package com.callmissed.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.callmissed.testing.Database;

/** Compares one path of the service with the same statements in pgbench. Runs alternate which of both comes first. */
final class PathScenario implements Scenario {
    private static final double THOUSAND = 1_000;
    private static final long NANOS = 1_000_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final LoadedService loaded;
    private final Size size;
    private final Requests requests;
    private final Script script;
    private final PathTargets targets;
    private final List<Comparison> comparisons;
    private boolean warm;
    private boolean limitFirst = true;

    /**
     * The size of the scenario.
     *
     * @param warmUp length of one stretch of warm-up
     * @param measured length of the load for each figure
     */
    record Size(Load load, Limit limit, Duration warmUp, Duration measured) {
        static final Size FULL = new Size(new Wrk(), new PgBench(), Duration.ofSeconds(3), Duration.ofSeconds(10));
        static final Size SMALL = new Size(new FewRequests(10), new OneTransaction(), Duration.ZERO, Duration.ZERO);
    }

    /**
     * The figures of a path under load.
     *
     * @param service CPU seconds of the service
     * @param database CPU seconds of the database
     * @param resident bytes of the service in RAM directly after the load
     * @param written figures of what the requests wrote; empty for requests that only read
     */
    private record Stretch(
            Load.Answers answers, double service, double database, long resident, List<Measure> written) {}

    /**
     * Prepares the scenario of a path.
     *
     * @param targets the ratio is the one to {@code script}
     */
    PathScenario(
            LoadedService loaded,
            Size size,
            Requests requests,
            Script script,
            PathTargets targets,
            Comparison... comparisons) {
        this.loaded = loaded;
        this.size = size;
        this.requests = requests;
        this.script = script;
        this.targets = targets;
        this.comparisons = List.of(comparisons);
        try (Connection connection = Database.at(loaded.service().databaseUrl()).open()) {
            script.check(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public List<Measure> run() {
        if (warmUp()) {
            comparisons.forEach(comparison -> warmUp(comparison.other()));
        }
        limitFirst = !limitFirst;
        Limit.Transactions before = limitFirst ? limit() : null;
        Stretch path = path();
        Limit.Transactions limit = limitFirst ? before : limit();
        Load.Answers answers = path.answers();
        double thousands = answers.count() / THOUSAND;
        Measure ratio = Measure.of(Overview.RATIO, answers.perSecond() / limit.perSecond(), "");
        List<Measure> measures = new ArrayList<>(List.of(
                targets.judgeRatio(ratio),
                Measure.of(Overview.REQUESTS, answers.perSecond(), "1/s"),
                Measure.of(Overview.P50, answers.p50(), "ms"),
                Measure.of(Overview.P99, answers.p99(), "ms"),
                targets.judgeService(Measure.of(Overview.SERVICE, path.service() / thousands, "s")),
                Measure.of(Overview.DATABASE, path.database() / thousands, "s"),
                Measure.of(Overview.MEMORY, path.resident() / Footprint.MEGA, "MB"),
                Measure.of(Overview.LIMIT, limit.perSecond(), "1/s")));
        measures.addAll(path.written());
        for (Comparison comparison : comparisons) {
            double others = load(comparison.other(), size.measured()).perSecond();
            measures.add(comparison.measure(answers.perSecond(), others));
            measures.add(Measure.of(comparison.other().name(), others, "1/s"));
        }
        return measures;
    }

    /**
     * Sends requests at a fixed rate, whether or not earlier ones have a response. Times start when a request is due,
     * so they include the wait behind a slow response.
     */
    List<Measure> atRate(int perSecond) {
        warmUp();
        requests.begin();
        int count = (int) (perSecond * Math.max(1, size.measured().toSeconds()));
        Samples samples = new Samples(count);
        Usage serviceUsage = Usage.of(loaded.service().pid());
        Usage databaseUsage = Usage.of(loaded.database().pid());
        long start = System.nanoTime();
        Pace pace = Pace.start(loaded.vertx(), perSecond, count, number -> {
            long due = start + number * NANOS / perSecond;
            return requests.send(loaded.client(), number)
                    .onSuccess(answer -> samples.add((System.nanoTime() - due) / 1_000));
        });
        Client.await(
                requests.name() + " at a fixed rate",
                pace.done(),
                size.measured().plus(PATIENCE));
        double seconds = (System.nanoTime() - start) / (double) NANOS;
        List<Measure> measures = new ArrayList<>(samples.measures("response"));
        measures.add(Measure.of(Overview.REQUESTS, count / seconds, "1/s"));
        measures.add(Measure.of("CPU of the service", serviceUsage.seconds() / seconds, "cores"));
        measures.add(Measure.of("CPU of the database", databaseUsage.seconds() / seconds, "cores"));
        requests.check(count);
        return measures;
    }

    @Override
    public void close() {
        // Other scenarios use the service after this one.
    }

    /** Returns true at the first call. */
    private boolean warmUp() {
        boolean cold = !warm;
        if (cold) {
            warm = true;
            warmUp(requests);
        }
        return cold;
    }

    /**
     * Until the service's processor time settles. The throughput of a path that waits for the database settles before
     * the compiler has finished. Once if a stretch is only a few requests, whose time says nothing.
     */
    private void warmUp(Requests some) {
        if (size.warmUp().isZero()) {
            load(some, size.warmUp());
            return;
        }
        WarmUp.of(() -> {
            Usage usage = Usage.of(loaded.service().pid());
            return load(some, size.warmUp()).count() / usage.seconds();
        });
    }

    private Stretch path() {
        Service service = loaded.service();
        requests.begin();
        WriteCost writes = new WriteCost(service.databaseUrl());
        Usage serviceUsage = Usage.of(service.pid());
        Usage databaseUsage = Usage.of(loaded.database().pid());
        Load.Answers answers = size.load().run(requests, loaded.client(), size.measured());
        double serviceSeconds = serviceUsage.seconds();
        double databaseSeconds = databaseUsage.seconds();
        long resident = Footprint.resident(service.pid());
        requests.check(answers.count());
        loaded.pathServed();
        List<Measure> written =
                requests.written().map(one -> writes.per(one, answers.count())).orElse(List.of());
        return new Stretch(answers, serviceSeconds, databaseSeconds, resident, written);
    }

    private Limit.Transactions limit() {
        return size.limit().run(script, loaded.service().databaseUrl(), size.measured());
    }

    private Load.Answers load(Requests some, Duration duration) {
        some.begin();
        Load.Answers answers = size.load().run(some, loaded.client(), duration);
        some.check(answers.count());
        return answers;
    }
}
