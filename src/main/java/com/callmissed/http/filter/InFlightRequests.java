package com.callmissed.http.filter;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.platform.NetworkConnection;

/**
 * Counts the requests that are being answered, so that a process that was told to go can finish them: each from its head until
 * the network has taken the whole answer, or the connection is gone. Sockets do not count, for they never end by themselves,
 * nor do the platform's own pages, which are asked all the time. Safe for use from any thread.
 */
@Singleton
public class InFlightRequests {
    private static final int BEFORE_EVERYTHING = 10_100;
    private static final String PLATFORM = "/q/";
    /** Whoever still sends requests here has not noticed yet that this process is going. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AtomicInteger underWay = new AtomicInteger();
    private volatile long newest = System.nanoTime() - QUIET_NANOS;
    private volatile boolean stopping;

    void register(@Observes Filters filters) {
        filters.register(this::count, BEFORE_EVERYTHING);
    }

    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
    }

    /** How many requests are being answered now. */
    public int count() {
        return underWay.get();
    }

    /** Whether none is being answered, and none has come for a second: between two requests of a busy client nothing is over. */
    public boolean areOver() {
        return underWay.get() == 0 && System.nanoTime() - newest >= QUIET_NANOS;
    }

    private void count(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!request.path().startsWith(PLATFORM) && !isSocket(request)) {
            newest = System.nanoTime();
            NetworkConnection connection = NetworkConnection.of(request);
            UnderWay answering = new UnderWay(connection);
            // An answer may be complete long before a slow client has let the network take the end of it.
            context.addEndHandler(end -> connection.whenWritten(answering::end));
            if (stopping) {
                context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
        }
        context.next();
    }

    private static boolean isSocket(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.UPGRADE, "websocket", true);
    }

    /**
     * One request. A connection that breaks can be told as an end, as a failure and as a close, or by nothing but the channel: the
     * REST layer replaces the response's only close handler, which was the router's.
     */
    private final class UnderWay {
        private final AtomicBoolean ended = new AtomicBoolean();
        private final Runnable forget;

        UnderWay(NetworkConnection connection) {
            underWay.incrementAndGet();
            forget = connection.whenClosed(this::gone);
        }

        private void gone() {
            if (ended.compareAndSet(false, true)) {
                underWay.decrementAndGet();
            }
        }

        void end() {
            gone();
            forget.run();
        }
    }
}
