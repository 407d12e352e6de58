package com.callmissed.http;

import java.util.UUID;
import java.util.regex.Pattern;

import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.common.vertx.VertxContext;

/** The id that connects a response with its events and its log lines. */
public final class RequestId {
    public static final String HEADER = "X-Request-Id";

    private static final String LOCAL = RequestId.class.getName();
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private RequestId() {}

    /** Returns the caller's id when it is short and safe in a header and a log line. Otherwise creates one. */
    public static String accept(String proposed) {
        return proposed != null && SANE.matcher(proposed).matches()
                ? proposed
                : UUID.randomUUID().toString();
    }

    public static void bind(String id) {
        ContextLocals.put(LOCAL, id);
    }

    /** The id of the request that this Vert.x context serves; null in work that no request started. */
    public static String current() {
        return VertxContext.isOnDuplicatedContext()
                ? ContextLocals.<String>get(LOCAL).orElse(null)
                : null;
    }
}
