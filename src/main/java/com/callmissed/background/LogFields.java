package com.callmissed.background;

import io.smallrye.common.vertx.VertxContext;
import org.jboss.logging.MDC;

/**
 * The fields that every log line of a request or job has. They belong to its duplicated Vert.x context. Elsewhere there
 * are none, because threads serve many tenants.
 */
public final class LogFields {
    public static final String REQUEST_ID = "requestId";
    public static final String TENANT_ID = "tenantId";
    /** The kind of credential of a request. */
    public static final String CALLER = "caller";
    /** The platform sets it while a span is open. */
    public static final String TRACE_ID = "traceId";

    private LogFields() {}

    /** @param value its text is made when a line is written; null removes the field */
    public static void set(String name, Object value) {
        if (!VertxContext.isOnDuplicatedContext()) {
            return;
        }
        if (value == null) {
            MDC.remove(name);
        } else {
            MDC.put(name, value);
        }
    }

    /** Returns the field of this context; null when it has none. */
    public static String get(String name) {
        Object value = VertxContext.isOnDuplicatedContext() ? MDC.get(name) : null;
        return value == null ? null : value.toString();
    }
}
