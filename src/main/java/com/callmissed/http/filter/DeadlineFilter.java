package com.callmissed.http.filter;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;

import com.callmissed.background.PeriodicTask;
import com.callmissed.http.RequestDeadline;
import com.callmissed.http.error.ApiException;

/**
 * Ends requests of the API that get no response in time with 503, for example while the database is silent, and cancels
 * their operations. The time in which the body arrives does not count. A response that has begun is left alone, because
 * a client may read slowly.
 */
@Singleton
class DeadlineFilter {
    private static final Logger LOG = Logger.getLogger(DeadlineFilter.class);
    private static final int AFTER_THE_REQUEST_ID = 9_960;
    private static final Duration TICK = Duration.ofMillis(250);
    private static final String API = "/api/";
    private static final String KEY = RequestDeadline.class.getName();

    private final Duration within;
    private final RouterErrors errors;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private final PeriodicTask sweep;

    @Inject
    DeadlineFilter(Vertx vertx, HttpLimitsConfig config, RouterErrors errors) {
        this(vertx, config.responseTimeout(), errors);
    }

    DeadlineFilter(Vertx vertx, Duration within, RouterErrors errors) {
        this.within = within;
        this.errors = errors;
        this.sweep = new PeriodicTask(vertx, "end late requests", () -> Uni.createFrom()
                .voidItem()
                .invoke(() -> waiting.forEach(Waiting::check)));
    }

    void register(@Observes Filters filters) {
        filters.register(this::begin, AFTER_THE_REQUEST_ID);
    }

    void start(@Observes StartupEvent event) {
        sweep.start(TICK);
    }

    void stop(@Observes ShutdownEvent event) {
        sweep.stop();
    }

    /** The client has to send the body now. */
    static void suspend(RoutingContext context) {
        RequestDeadline deadline = context.get(KEY);
        if (deadline != null) {
            deadline.suspend();
        }
    }

    /** The body is complete. */
    static void resume(RoutingContext context) {
        RequestDeadline deadline = context.get(KEY);
        if (deadline != null) {
            deadline.restart();
        }
    }

    void begin(RoutingContext context) {
        String path = context.request().path();
        if (path != null && path.startsWith(API)) {
            RequestDeadline deadline = new RequestDeadline(within);
            deadline.bind();
            context.put(KEY, deadline);
            Waiting request = new Waiting(context, deadline, Vertx.currentContext());
            waiting.add(request);
            context.addEndHandler(ended -> waiting.remove(request));
        }
        context.next();
    }

    private final class Waiting {
        private final RoutingContext request;
        private final RequestDeadline deadline;
        private final Context context;

        Waiting(RoutingContext request, RequestDeadline deadline, Context context) {
            this.request = request;
            this.deadline = deadline;
            this.context = context;
        }

        /** The end of a connection does not always show as the end of the request, so this looks for it, too. */
        void check() {
            HttpServerResponse response = request.response();
            if (response.ended() || response.closed() || response.headWritten()) {
                waiting.remove(this);
            } else if (deadline.isOver() && waiting.remove(this)) {
                context.runOnContext(nothing -> end(response));
            }
        }

        private void end(HttpServerResponse response) {
            if (!response.headWritten() && !response.closed()) {
                LOG.warn("A request got no response in time");
                errors.interrupt(request, ApiException.notReady("The service did not respond in time, try again"));
            }
        }
    }
}
