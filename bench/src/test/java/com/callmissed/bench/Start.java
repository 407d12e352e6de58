package com.callmissed.bench;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import com.callmissed.testing.PackagedApp;

/**
 * Measures the time from the launch of a process to its first response, on a database that is migrated and not empty.
 */
final class Start implements Scenario {
    private static final double TARGET_MS = 2_500;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long BETWEEN_TRIES_NANOS = 500_000;

    private final int starts;
    private final int port = Ports.free();
    private final Map<String, String> environment;
    private final RawGet firstCall;

    /**
     * Prepares the scenario.
     *
     * @param starts number of starts in each run, one after the other
     */
    Start(DatabaseServer database, Loops loops, int starts) {
        this.starts = starts;
        try (Service service = Service.start(database, Map.of());
                Client client = new Client(loops.vertx(), service.port())) {
            firstCall = new RawGet("/api/v1/conversations?limit=1", new Tenant(client, 1).token());
            environment = new HashMap<>(Service.environment(service.databaseUrl(), Map.of()));
        }
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        start(); // what the machine reads from disk the first time
    }

    /**
     * The figures of one start.
     *
     * @param resident bytes of the process in RAM after its first response
     */
    private record Started(long micros, double cpuSeconds, double resident) {}

    @Override
    public List<Measure> run() {
        Samples answered = new Samples(starts);
        List<Started> all = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            Started started = start();
            answered.add(started.micros);
            all.add(started);
        }
        double cpu = all.stream().mapToDouble(Started::cpuSeconds).average().orElseThrow();
        double resident = all.stream().mapToDouble(Started::resident).max().orElseThrow();
        return Stream.concat(
                        answered.measures("first response").stream()
                                .filter(measure -> !measure.name().endsWith("p99"))
                                .map(measure -> measure.name().endsWith("p50") ? measure.atMost(TARGET_MS) : measure),
                        Stream.of(
                                Measure.of("CPU until the first response", cpu, "s"),
                                Measure.of("RSS at the first response", resident / Footprint.MEGA, "MB")))
                .toList();
    }

    @Override
    public void close() {
        // Nothing remains after a start.
    }

    private Started start() {
        long launchedAt = System.nanoTime();
        PackagedApp app = PackagedApp.launch(environment);
        Thread end = new Thread(app::kill);
        Runtime.getRuntime().addShutdownHook(end);
        try {
            awaitAnswer(app);
            long micros = (System.nanoTime() - launchedAt) / 1_000;
            Duration cpu = app.process().info().totalCpuDuration().orElse(Duration.ZERO);
            return new Started(
                    micros,
                    cpu.toMillis() / 1_000.0,
                    Footprint.resident(app.process().pid()));
        } finally {
            app.kill();
            Runtime.getRuntime().removeShutdownHook(end);
        }
    }

    private void awaitAnswer(PackagedApp app) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                String body = firstCall.text(port);
                WrongResult.unless(body.startsWith("[{"), "The first call returned %s", body);
                return;
            } catch (ConnectException notYet) {
                WrongResult.unless(
                        app.process().isAlive() && System.nanoTime() < end, "It did not start:%n%s", app.output());
                LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
            } catch (IOException e) {
                throw new WrongResult("The first call got no response: " + e);
            }
        }
    }
}
