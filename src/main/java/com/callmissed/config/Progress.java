package com.callmissed.config;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows on the terminal what a start does and how long each part takes. A silent start looks like a hanging program.
 */
public final class Progress {
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrintStream out;

    public Progress(PrintStream out) {
        this.out = out;
    }

    /**
     * One part of a start.
     *
     * @param <T> its result
     * @param <E> what it may fail with
     */
    public interface Step<T, E extends Exception> {
        T run() throws E;
    }

    /**
     * Prints {@code doing} before the step and the elapsed seconds after it. These are two lines, because a log
     * line may come between them.
     *
     * @param doing a present participle with its object, such as {@code Unpacking PostgreSQL}
     */
    public <T, E extends Exception> T step(String doing, Step<T, E> step) throws E {
        out.println(doing + " ...");
        long start = System.nanoTime();
        T result = step.run();
        out.println(String.format(Locale.ROOT, "%s: %.1f s", doing, (System.nanoTime() - start) / NANOS_PER_SECOND));
        return result;
    }
}
