package com.callmissed.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.sun.management.UnixOperatingSystemMXBean;

import com.callmissed.testing.TrainedJar;

/**
 * The main class of {@code bench/run}: {@code [--small] [-n runs] [--rate requests] [scenario…]}. Runs all scenarios
 * but {@code peers} if none is named.
 */
public final class Bench implements AutoCloseable {
    private static final Path FOLDER = Path.of("target/bench");
    private static final int SOCKETS_AND_OTHER_FILES = 7_000;
    private static final int RUNS = 3;
    static final int AS_FAST_AS_POSSIBLE = 0;
    private static final int LONGEST_MINUTES = 120;
    private static final String INBOUND_LOG = "inbound-log";

    private final Loops loops = new Loops();
    private final LoadedService loaded;
    private final LoadedService fewBots;
    private final boolean small;
    private final Path results;
    private final Map<String, Supplier<? extends Scenario>> scenarios = new LinkedHashMap<>();
    private final Map<String, Supplier<PathScenario>> paths = new LinkedHashMap<>();
    private DatabaseServer database;

    /**
     * Prepares a benchmark. Nothing is started yet.
     *
     * @param small a few sockets and events, to check that everything works
     * @param jarWithoutLog the last version of the service without an event log
     */
    Bench(boolean small, String jarWithoutLog) {
        this.small = small;
        results = FOLDER.resolve(small ? "small.json" : "results.json");
        IdleSockets.Size idle = small ? IdleSockets.Size.SMALL : IdleSockets.Size.FULL;
        FanOut.Size fanOut = small ? FanOut.Size.SMALL : FanOut.Size.FULL;
        ReconnectStorm.Size storm = small ? ReconnectStorm.Size.SMALL : ReconnectStorm.Size.FULL;
        InboundLog.Size inbound = small ? InboundLog.Size.SMALL : InboundLog.Size.FULL;
        loaded = new LoadedService(this::database, loops.vertx(), small ? Dataset.Size.SMALL : Dataset.Size.FULL);
        PathScenario.Size path = small ? PathScenario.Size.SMALL : PathScenario.Size.FULL;
        ReadPaths reads = new ReadPaths(loaded, path, "");
        path("list", reads::list);
        path("list-filtered", reads::listFiltered);
        path("list-deep", reads::listDeep);
        fewBots = new LoadedService(
                this::database, loops.vertx(), small ? Dataset.Size.SMALL_FEW_BOTS : Dataset.Size.FEW_BOTS);
        ReadPaths lists = new ReadPaths(fewBots, path, "-few-bots");
        path("list-few-bots", lists::list);
        path("list-filtered-few-bots", lists::listFiltered);
        path("list-deep-few-bots", lists::listDeep);
        path("one-conversation", reads::oneConversation);
        path("newest-messages", reads::newestMessages);
        scenarios.put("credentials", () -> new Credentials(loaded, path));
        scenarios.put(
                "whole-thread", () -> new WholeThread(loaded, small ? WholeThread.Size.SMALL : WholeThread.Size.FULL));
        path("ai-draft", reads::aiDraft);
        WritePaths writes = new WritePaths(loaded, path);
        path("status-update", writes::statusUpdate);
        path("inbound", writes::inbound);
        scenarios.put("memory", () -> new Memory(loaded));
        scenarios.put("growth", () -> new Growth(loaded, loops, small ? Growth.Size.SMALL : Growth.Size.FULL));
        scenarios.put("start", () -> new Start(database(), loops, small ? 1 : 5));
        scenarios.put("idle-sockets", () -> new IdleSockets(database(), loops, idle));
        scenarios.put("fan-out", () -> new FanOut(database(), loops, fanOut));
        scenarios.put("reconnect-storm", () -> new ReconnectStorm(database(), loops, storm));
        scenarios.put(INBOUND_LOG, () -> new InboundLog(database(), loops, inbound, jarWithoutLog));
        scenarios.put(
                Peers.NAME,
                () -> new Peers(
                        loaded, path, System.getProperty("bench.spring.jar"), System.getProperty("bench.python")));
    }

    /** Exits with 1 if a result was wrong, else with 0, whether or not the targets are met. */
    public static void main(String... arguments) {
        endWhateverHappens();
        NativeBinary.useOptionsOfTheImage();
        List<String> names = new ArrayList<>(List.of(arguments));
        boolean small = names.remove("--small");
        int runs = option(names, "-n", small ? 1 : RUNS);
        int perSecond = option(names, "--rate", AS_FAST_AS_POSSIBLE);
        int status = 1;
        try {
            refuseTooFewFiles();
            try (Bench bench = new Bench(small, System.getProperty("bench.without-log.jar"))) {
                List<String> chosen = bench.choose(names, perSecond == AS_FAST_AS_POSSIBLE);
                bench.train();
                bench.measure(chosen, runs, perSecond);
            }
            status = 0;
        } catch (WrongResult e) {
            System.err.println("WRONG RESULT: " + e.getMessage());
        } catch (RuntimeException e) {
            e.printStackTrace();
        }
        System.exit(status); // the shutdown hooks end what is left
    }

    /**
     * Returns the scenarios to run: those named, or all that need nothing else.
     *
     * @throws WrongResult for an unknown name, before anything is started
     */
    List<String> choose(List<String> names, boolean fast) {
        Set<String> possible = fast ? scenarios.keySet() : paths.keySet();
        WrongResult.unless(
                possible.containsAll(names),
                "The scenarios%s are %s",
                fast ? "" : " that have a rate",
                String.join(", ", possible));
        WrongResult.unless(
                !NativeBinary.isMeasured() || !names.contains(INBOUND_LOG),
                "%s compares two jars, so it cannot measure a binary",
                INBOUND_LOG);
        return names.isEmpty() ? usual(possible) : names;
    }

    /**
     * Runs scenarios, prints the figures and returns the file that contains them.
     *
     * @param perSecond requests per second, for paths only; or {@link #AS_FAST_AS_POSSIBLE}
     */
    Path measure(List<String> chosen, int runs, int perSecond) {
        boolean fast = perSecond == AS_FAST_AS_POSSIBLE;
        Report report = new Report(machine());
        for (String name : chosen) {
            report.add(name, fast ? measure(name, runs) : measureAtRate(name, runs, perSecond));
            report.write(results);
        }
        System.out.println(report.table());
        System.out.println(results);
        return results;
    }

    /** The scenarios that run when none is named. */
    private static List<String> usual(Set<String> possible) {
        return possible.stream()
                .filter(name -> !name.equals(Peers.NAME))
                .filter(name -> !name.equals(INBOUND_LOG) || !NativeBinary.isMeasured())
                .toList();
    }

    @Override
    public void close() {
        loaded.close();
        fewBots.close();
        loops.close();
        if (database != null) {
            database.close();
        }
    }

    private void path(String name, Supplier<PathScenario> path) {
        scenarios.put(name, path);
        paths.put(name, path);
    }

    /** Makes the archive of classes and profiles as the image does, with the options of the image. */
    private void train() {
        if (NativeBinary.isMeasured()) {
            return;
        }
        try {
            TrainedJar.train(
                    Path.of(System.getProperty("packaged.jar")).getParent(),
                    Map.of("JDK_JAVA_OPTIONS", ImageFlags.javaOptions()),
                    database().createDatabase());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the server at the first call. */
    private DatabaseServer database() {
        if (database == null) {
            database = DatabaseServer.start();
        }
        return database;
    }

    private List<List<Measure>> measure(String name, int runs) {
        try (Scenario scenario = scenarios.get(name).get()) {
            return repeat(name, runs, scenario::run);
        }
    }

    private List<List<Measure>> measureAtRate(String name, int runs, int perSecond) {
        try (PathScenario path = paths.get(name).get()) {
            return repeat(name, runs, () -> path.atRate(perSecond));
        }
    }

    private List<List<Measure>> repeat(String name, int runs, Supplier<List<Measure>> once) {
        List<List<Measure>> measured = new ArrayList<>();
        for (int run = 1; run <= runs; run++) {
            System.out.printf("%s, run %d of %d%n", name, run, runs);
            List<Measure> figures = once.get();
            measured.add(small ? figures.stream().map(Measure::unjudged).toList() : figures);
        }
        return measured;
    }

    /** Removes the option and its value from the arguments. */
    private static int option(List<String> arguments, String name, int otherwise) {
        int at = arguments.indexOf(name);
        if (at < 0) {
            return otherwise;
        }
        int value = Integer.parseInt(arguments.get(at + 1));
        arguments.subList(at, at + 2).clear();
        return value;
    }

    private Map<String, Object> machine() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("at", Instant.now().toString());
        machine.put("version", System.getProperty("bench.version", "unknown"));
        machine.put("processors", Runtime.getRuntime().availableProcessors());
        machine.put("load before", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        machine.put("java", System.getProperty("java.runtime.version"));
        machine.put("postgresql", database().version());
        if (NativeBinary.isMeasured()) {
            machine.put("binary", NativeBinary.path());
        }
        machine.put(
                "options of the service",
                NativeBinary.isMeasured() ? ImageFlags.binaryOptions() : ImageFlags.javaOptions());
        return machine;
    }

    private static void refuseTooFewFiles() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < SOCKETS_AND_OTHER_FILES) {
            throw new WrongResult("A process may open only %d files here; raise `ulimit -n` to at least %d"
                    .formatted(system.getMaxFileDescriptorCount(), SOCKETS_AND_OTHER_FILES));
        }
    }

    private static void endWhateverHappens() {
        Thread watch = new Thread(
                () -> {
                    try {
                        TimeUnit.MINUTES.sleep(LONGEST_MINUTES);
                        System.err.println("Given up after " + LONGEST_MINUTES + " minutes");
                        System.exit(1);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "watch");
        watch.setDaemon(true);
        watch.start();
    }
}
