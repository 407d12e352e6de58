package com.callmissed.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

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
            underWay.incrementAndGet();
            ConnectionBase connection = (ConnectionBase) request.connection();
            Handler<Void> ended = once(underWay::decrementAndGet);
            // The REST layer replaces the handler that would tell the router of a client that leaves.
            ChannelFutureListener left = closed -> ended.handle(null);
            connection.channel().closeFuture().addListener(left);
            context.addEndHandler(end -> {
                connection.channel().closeFuture().removeListener(left);
                afterTheLastByte(connection, ended);
            });
            if (stopping) {
                context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
        }
        context.next();
    }

    private static boolean isSocket(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.UPGRADE, "websocket", true);
    }

    /** An answer may be complete long before a slow client has let the network take the end of it. */
    private static void afterTheLastByte(ConnectionBase connection, Handler<Void> ended) {
        if (nothingWaits(connection.channel())) {
            ended.handle(null);
            return;
        }
        ChannelPromise written = connection.channel().newPromise();
        written.addListener(done -> ended.handle(null));
        connection.flush(written);
    }

    private static boolean nothingWaits(Channel channel) {
        if (!channel.eventLoop().inEventLoop()) {
            return false;
        }
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null || waiting.totalPendingWriteBytes() == 0;
    }

    /** A connection that breaks can be told as an end, as a failure and as a close. */
    private static Handler<Void> once(Runnable action) {
        AtomicBoolean done = new AtomicBoolean();
        return nothing -> {
            if (done.compareAndSet(false, true)) {
                action.run();
            }
        };
    }
}
