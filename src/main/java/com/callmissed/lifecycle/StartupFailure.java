package com.callmissed.lifecycle;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;

import io.quarkus.runtime.QuarkusBindException;
import org.flywaydb.core.api.FlywayException;

/** Translates a failure of the start into a message for operators. */
public final class StartupFailure {
    private StartupFailure() {}

    /** Returns one line for a problem of the environment, and the stack trace for any other failure. */
    public static String reason(Throwable failure) {
        Throwable database = null;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof QuarkusBindException bind) {
                return "Port " + bind.getPort() + " is in use: stop the other process, or set QUARKUS_HTTP_PORT or"
                        + " QUARKUS_MANAGEMENT_PORT";
            }
            if (t instanceof SQLException || t instanceof FlywayException) {
                database = t;
            }
        }
        return database == null ? story(failure) : "The database cannot be used: " + onOneLine(database);
    }

    static String onOneLine(Throwable failure) {
        return onOneLine(String.valueOf(failure.getMessage()));
    }

    static String onOneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static String story(Throwable failure) {
        StringWriter story = new StringWriter();
        failure.printStackTrace(new PrintWriter(story));
        return story.toString();
    }
}
