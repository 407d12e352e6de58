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
 * Counts the requests in progress, so that a process that is about to stop can finish them. A request counts from its
 * head until the network has taken the whole response, or the connection has ended. Sockets do not count, because they
 * do not end by themselves. The platform's pages do not count, because they are requested all the time. Safe for use
 * from any thread.
 */
@Singleton
public class InFlightRequests {
    private static final int BEFORE_EVERYTHING = 10_100;
    private static final String PLATFORM = "/q/";
    /** A client that still sends requests has not noticed yet that this process stops. */
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

    /** The number of requests in progress. */
    public int count() {
        return underWay.get();
    }

    /**
     * True when no request is in progress and none has come for 1 s. The pause covers the gap between two requests of a
     * busy client.
     */
    public boolean areOver() {
        return underWay.get() == 0 && System.nanoTime() - newest >= QUIET_NANOS;
    }

    private void count(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!request.path().startsWith(PLATFORM) && !isSocket(request)) {
            newest = System.nanoTime();
            NetworkConnection connection = NetworkConnection.of(request);
            UnderWay answering = new UnderWay(connection);
            // A response may be complete long before a slow client has read the end of it.
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
     * One request. The end of a connection may show as an end, as a failure, as a close, or on the channel only: the
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
