package com.callmissed.http.filter;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;

import com.callmissed.background.LogFields;
import com.callmissed.config.CallMissedConfig;
import com.callmissed.platform.NetworkConnection;
import com.callmissed.platform.RequestMetric;

/**
 * Writes one line for each request when it has ended, if the operator wants it. A line has nothing of the path but the
 * template of the operation, and nothing of the query, so that no token, id or number of a customer is in it. The line
 * of a socket comes when the socket ends.
 */
@Singleton
class AccessLog {
    private static final Logger LOG = Logger.getLogger(AccessLog.class);
    /** Behind the request id, whose place is the first. */
    private static final int AFTER_THE_REQUEST_ID = 9_990;

    private static final String BEGUN = AccessLog.class.getName();
    private static final int SWITCHING_PROTOCOLS = 101;
    /** The status that proxies log for a client that left before the response. */
    private static final int CLIENT_LEFT = 499;

    private final boolean on;

    AccessLog(CallMissedConfig config) {
        this.on = config.accessLog();
    }

    void register(@Observes Filters filters) {
        if (on) {
            filters.register(
                    context -> {
                        begin(context);
                        context.next();
                    },
                    AFTER_THE_REQUEST_ID);
        }
    }

    /** Watches a request until it has ended. Does nothing when the log is off, or when it watches the request. */
    void begin(RoutingContext context) {
        if (!on || context.get(BEGUN) != null) {
            return;
        }
        context.put(BEGUN, true);
        RequestIdFilter.assign(context);
        RequestLabels.set(context);
        Request request =
                new Request(context, Vertx.currentContext(), System.nanoTime(), LogFields.get(LogFields.TRACE_ID));
        Runnable forget = NetworkConnection.of(context.request()).whenClosed(request::end);
        context.addEndHandler(ended -> {
            forget.run();
            request.end();
        });
    }

    /** @param trace the span of the request has ended before its line is written; null without traces */
    private record Request(RoutingContext context, Context owner, long begun, String trace, AtomicBoolean ended) {
        Request(RoutingContext context, Context owner, long begun, String trace) {
            this(context, owner, begun, trace, new AtomicBoolean());
        }

        /** The fields of the log belong to the context of the request. */
        void end() {
            if (ended.compareAndSet(false, true)) {
                long nanos = System.nanoTime() - begun;
                owner.runOnContext(nothing -> write(nanos));
            }
        }

        private void write(long nanos) {
            LogFields.set(LogFields.TRACE_ID, trace);
            LOG.infof(
                    "access method=%s route=%s status=%d seconds=%s bytes=%d request=%s tenant=%s caller=%s",
                    MethodFilter.isKnown(context.request().method())
                            ? context.request().method()
                            : "OTHER",
                    RequestMetric.template(context),
                    status(),
                    String.format(Locale.ROOT, "%.6f", nanos / (double) TimeUnit.SECONDS.toNanos(1)),
                    context.response().bytesWritten(),
                    orDash(LogFields.REQUEST_ID),
                    orDash(LogFields.TENANT_ID),
                    orDash(LogFields.CALLER));
        }

        private int status() {
            if (context.response().headWritten()) {
                return context.response().getStatusCode();
            }
            return context.request().headers().contains(HttpHeaders.UPGRADE, "websocket", true)
                    ? SWITCHING_PROTOCOLS
                    : CLIENT_LEFT;
        }

        private static String orDash(String field) {
            String value = LogFields.get(field);
            return value == null ? "-" : value;
        }
    }
}
