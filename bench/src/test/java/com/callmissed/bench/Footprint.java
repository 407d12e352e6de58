package com.callmissed.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory of a service.
 *
 * @param heap bytes of the objects that remain after a full collection
 * @param resident bytes of the whole process in RAM after that collection
 */
record Footprint(long heap, long resident, Map<String, Holding> byClass) {
    private static final Pattern ROW = Pattern.compile("^\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)", Pattern.MULTILINE);
    private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE);
    private static final Pattern RESIDENT = Pattern.compile("^VmRSS:\\s+(\\d+) kB$", Pattern.MULTILINE);
    static final double MEGA = 1024 * 1024;

    private static final int KILO = 1024;

    /** The objects of one class. */
    record Holding(long instances, long bytes) {}

    /**
     * Runs a full collection in the JVM with this id and reads its memory. A native binary cannot be asked for either:
     * its heap is 0 here, and its memory in RAM is that without a collection.
     */
    static Footprint of(long pid) {
        if (NativeBinary.isMeasured()) {
            return new Footprint(0, resident(pid), Map.of());
        }
        String histogram = Tool.jcmd(pid, "GC.class_histogram");
        Map<String, Holding> byClass = new HashMap<>();
        ROW.matcher(histogram)
                .results()
                .forEach(row -> byClass.merge(
                        row.group(3),
                        new Holding(Long.parseLong(row.group(1)), Long.parseLong(row.group(2))),
                        (one, other) -> new Holding(one.instances + other.instances, one.bytes + other.bytes)));
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IllegalStateException("No histogram: " + histogram);
        }
        return new Footprint(Long.parseLong(total.group(1)), resident(pid), byClass);
    }

    /** Bytes of the process with this id that are in RAM, without a collection before. */
    static long resident(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        String kilobytes = Files.exists(status)
                ? residentOf(status)
                : Tool.output("ps", "-o", "rss=", "-p", Long.toString(pid)).strip();
        return Long.parseLong(kilobytes) * KILO;
    }

    private static String residentOf(Path status) {
        try {
            Matcher resident = RESIDENT.matcher(Files.readString(status));
            WrongResult.unless(resident.find(), "%s does not contain the memory in RAM", status);
            return resident.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The largest growth since {@code before}, one line for each class, per unit of {@code count}. */
    List<String> growth(Footprint before, int count, int lines) {
        Holding none = new Holding(0, 0);
        return byClass.entrySet().stream()
                .map(now -> {
                    Holding then = before.byClass.getOrDefault(now.getKey(), none);
                    return Map.entry(
                            now.getKey(),
                            new Holding(now.getValue().instances - then.instances, now.getValue().bytes - then.bytes));
                })
                .sorted(Comparator.comparingLong(grown -> -grown.getValue().bytes))
                .limit(lines)
                .map(grown -> "%8.0f bytes %7.2f objects  %s"
                        .formatted(
                                (double) grown.getValue().bytes / count,
                                (double) grown.getValue().instances / count,
                                grown.getKey()))
                .toList();
    }
}
