package com.callmissed.lifecycle;

import java.util.HashMap;
import java.util.Map;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

import io.quarkus.logging.LoggingFilter;
import org.jboss.logging.Logger;

/**
 * Limits what an outage writes: per second at most {@value #PER_SECOND} warnings and errors, and at most {@value
 * #OF_ONE_KIND} of them from one statement of the code. The first line after such a second says how many were left out.
 * Lines below WARN always pass. Thread-safe.
 */
@LoggingFilter(name = "flood")
public final class LogFloodFilter implements Filter {
    static final int PER_SECOND = 9;
    static final int OF_ONE_KIND = 2;

    private static final Logger LOG = Logger.getLogger(LogFloodFilter.class);
    private static final long SECOND = 1_000;

    private final Map<String, Integer> kinds = new HashMap<>();
    private long second;
    private int passed;
    private int leftOut;

    @Override
    public boolean isLoggable(LogRecord entry) {
        if (entry.getLevel().intValue() < Level.WARNING.intValue() || isOwn(entry)) {
            return true;
        }
        int missing;
        boolean passes;
        synchronized (this) {
            missing = begin(entry.getMillis() / SECOND);
            passes = passed < PER_SECOND && kinds.merge(kind(entry), 1, Integer::sum) <= OF_ONE_KIND;
            if (passes) {
                passed++;
            } else {
                leftOut++;
            }
        }
        if (missing > 0) {
            LOG.warnf("%d more warnings and errors like the ones above were left out", missing);
        }
        return passes;
    }

    /** Returns how many lines the second before has left out, once. */
    private int begin(long now) {
        if (now == second) {
            return 0;
        }
        int missing = leftOut;
        second = now;
        passed = 0;
        leftOut = 0;
        kinds.clear();
        return missing;
    }

    /** The message is the format, before its arguments are in it. */
    private static String kind(LogRecord entry) {
        return entry.getLoggerName() + ' ' + entry.getMessage();
    }

    private static boolean isOwn(LogRecord entry) {
        return LogFloodFilter.class.getName().equals(entry.getLoggerName());
    }
}
