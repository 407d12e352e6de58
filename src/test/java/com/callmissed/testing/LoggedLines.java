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

/** Captures log output while it is open. */
public final class LoggedLines extends Handler implements AutoCloseable {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final PatternFormatter format = new PatternFormatter("%c %m%e");
    private Runnable restore;

    private LoggedLines() {}

    /** All log output, at the finest level. */
    public static LoggedLines atEveryLevel() {
        Logger root = LogContext.getLogContext().getLogger("");
        Handler[] handlers = root.getHandlers();
        java.util.logging.Level level = root.getLevel();
        LoggedLines logged = new LoggedLines();
        logged.restore = () -> {
            root.setLevel(level);
            root.setHandlers(handlers);
        };
        root.setHandlers(new Handler[] {logged});
        root.setLevel(Level.ALL);
        return logged;
    }

    /** The output of one logger, also where the tests keep it from the console. */
    public static LoggedLines of(String name) {
        Logger logger = LogContext.getLogContext().getLogger(name);
        LoggedLines logged = new LoggedLines();
        logged.restore = () -> logger.removeHandler(logged);
        logger.addHandler(logged);
        return logged;
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
        restore.run();
    }
}
