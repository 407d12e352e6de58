package com.callmissed.testing;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** Captures all log output while it is open, at the finest level. */
public final class LoggedLines extends Handler implements AutoCloseable {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final PatternFormatter format = new PatternFormatter("%c %m%e");
    private final Logger root = LogContext.getLogContext().getLogger("");
    private final Handler[] handlers = root.getHandlers();
    private final java.util.logging.Level level = root.getLevel();

    private LoggedLines() {
        root.setHandlers(new Handler[] {this});
        root.setLevel(Level.ALL);
    }

    public static LoggedLines atEveryLevel() {
        return new LoggedLines();
    }

    /** Each begins with the logger's name and ends with the stack trace, if there is one. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord entry) {
        lines.add(format.format(entry));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        root.setLevel(level);
        root.setHandlers(handlers);
    }
}
