package com.callmissed.bench;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.sun.management.UnixOperatingSystemMXBean;

/** What {@code bench/run} starts: {@code [--small] [-n runs] [--rate requests] [scenario…]}; without a name all scenarios. */
public final class Bench implements AutoCloseable {
    private static final Path FOLDER = Path.of("target/bench");
    private static final int SOCKETS_AND_OTHER_FILES = 7_000;
    private static final int RUNS = 3;
    static final int AS_FAST_AS_POSSIBLE = 0;
    private static final int LONGEST_MINUTES = 90;

    private final DatabaseServer database = DatabaseServer.start();
    private final Loops loops = new Loops();
    private final LoadedService loaded;
    private final boolean small;
    private final Path results;
    private final Map<String, Supplier<Scenario>> scenarios = new LinkedHashMap<>();

    /**
     * @param small a few sockets and events, to see that everything works
     * @param jarWithoutLog the service before it had an event log
     */
    Bench(boolean small, String jarWithoutLog) {
        this.small = small;
        results = FOLDER.resolve(small ? "small.json" : "results.json");
        IdleSockets.Size idle = small ? IdleSockets.Size.SMALL : IdleSockets.Size.FULL;
        FanOut.Size fanOut = small ? FanOut.Size.SMALL : FanOut.Size.FULL;
        ReconnectStorm.Size storm = small ? ReconnectStorm.Size.SMALL : ReconnectStorm.Size.FULL;
        InboundLog.Size inbound = small ? InboundLog.Size.SMALL : InboundLog.Size.FULL;
        loaded = new LoadedService(database, loops.vertx(), small ? Dataset.Size.SMALL : Dataset.Size.FULL);
        PathScenario.Size paths = small ? PathScenario.Size.SMALL : PathScenario.Size.FULL;
        ReadPaths reads = new ReadPaths(loaded, paths);
        scenarios.put("list", reads::list);
        scenarios.put("list-filtered", reads::listFiltered);
        scenarios.put("list-deep", reads::listDeep);
        scenarios.put("one-conversation", reads::oneConversation);
        scenarios.put("newest-messages", reads::newestMessages);
        scenarios.put("credentials", () -> new Credentials(loaded, paths));
        scenarios.put(
                "whole-thread", () -> new WholeThread(loaded, small ? WholeThread.Size.SMALL : WholeThread.Size.FULL));
        scenarios.put("ai-draft", reads::aiDraft);
        WritePaths writes = new WritePaths(loaded, paths);
        scenarios.put("status-update", writes::statusUpdate);
        scenarios.put("inbound", writes::inbound);
        scenarios.put("memory", () -> new Memory(loaded));
        scenarios.put("growth", () -> new Growth(loaded, loops, small ? Growth.Size.SMALL : Growth.Size.FULL));
        scenarios.put("start", () -> new Start(database, loops, small ? 1 : 5));
        scenarios.put("idle-sockets", () -> new IdleSockets(database, loops, idle));
        scenarios.put("fan-out", () -> new FanOut(database, loops, fanOut));
        scenarios.put("reconnect-storm", () -> new ReconnectStorm(database, loops, storm));
        scenarios.put("inbound-log", () -> new InboundLog(database, loops, inbound, jarWithoutLog));
    }

    /** Ends with 1 when a result was wrong, and with 0 otherwise, whether or not the targets were met. */
    public static void main(String... arguments) {
        endWhateverHappens();
        List<String> names = new ArrayList<>(List.of(arguments));
        boolean small = names.remove("--small");
        int runs = option(names, "-n", small ? 1 : RUNS);
        int perSecond = option(names, "--rate", AS_FAST_AS_POSSIBLE);
        int status = 1;
        try {
            refuseTooFewFiles();
            try (Bench bench = new Bench(small, System.getProperty("bench.without-log.jar"))) {
                bench.measure(names, runs, perSecond);
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
     * Prints the figures and answers the file that holds them; all scenarios when none is named.
     *
     * @param perSecond requests, for paths alone; or {@link #AS_FAST_AS_POSSIBLE}
     */
    Path measure(List<String> names, int runs, int perSecond) {
        List<String> chosen = names.isEmpty() ? List.copyOf(scenarios.keySet()) : names;
        WrongResult.unless(
                scenarios.keySet().containsAll(chosen), "The scenarios are %s", String.join(", ", scenarios.keySet()));
        Report report = new Report(machine());
        for (String name : chosen) {
            report.add(name, measure(name, runs, perSecond));
            report.write(results);
        }
        System.out.println(report.table());
        System.out.println(results);
        return results;
    }

    @Override
    public void close() {
        loaded.close();
        loops.close();
        database.close();
    }

    private List<List<Measure>> measure(String name, int runs, int perSecond) {
        List<List<Measure>> measured = new ArrayList<>();
        try (Scenario scenario = scenarios.get(name).get()) {
            for (int run = 1; run <= runs; run++) {
                System.out.printf("%s, run %d of %d%n", name, run, runs);
                List<Measure> figures =
                        perSecond == AS_FAST_AS_POSSIBLE ? scenario.run() : atRate(scenario, name, perSecond);
                measured.add(small ? figures.stream().map(Measure::unjudged).toList() : figures);
            }
        }
        return measured;
    }

    private static List<Measure> atRate(Scenario scenario, String name, int perSecond) {
        if (scenario instanceof PathScenario path) {
            return path.atRate(perSecond);
        }
        throw new WrongResult("%s has no rate: only a single path has".formatted(name));
    }

    /** Takes the option and its value away. */
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
        machine.put("postgresql", database.version());
        machine.put("options of the service", ImageFlags.javaOptions());
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
