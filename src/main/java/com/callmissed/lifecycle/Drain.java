package com.callmissed.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.smallrye.health.runtime.ShutdownReadinessCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

import com.callmissed.background.PeriodicTask;
import com.callmissed.config.CallMissedConfig;
import com.callmissed.http.filter.InFlightRequests;
import com.callmissed.realtime.socket.SocketDrain;

/**
 * The time between the order to stop and the stop: the service goes on answering, and ends when nobody needs it any more.
 * Whoever has waiting to break off observes the same event, and is called before this.
 */
@Singleton
class Drain {
    private static final Logger LOG = Logger.getLogger(Drain.class);
    private static final int LAST = Integer.MAX_VALUE;
    private static final Duration TICK = Duration.ofMillis(20);

    private final Vertx vertx;
    private final Duration longest;
    private final ShutdownReadinessCheck readiness;
    private final SocketDrain sockets;
    private final InFlightRequests requests;

    Drain(
            Vertx vertx,
            CallMissedConfig config,
            @Readiness ShutdownReadinessCheck readiness,
            SocketDrain sockets,
            InFlightRequests requests) {
        this.vertx = vertx;
        this.longest = config.shutdown().drain();
        this.readiness = readiness;
        this.sockets = sockets;
        this.requests = requests;
    }

    /** Called on the thread that stops the application, which goes on with the stop when this returns. */
    void run(@Observes @Priority(LAST) ShutdownDelayInitiatedEvent event) throws InterruptedException {
        readiness.shutdown(); // the platform does the same, in no particular order with this
        long start = System.nanoTime();
        CountDownLatch over = new CountDownLatch(1);
        sockets.begin(longest);
        PeriodicTask rounds = new PeriodicTask(
                vertx, "drain the process", () -> Uni.createFrom().voidItem().invoke(() -> {
                    sockets.goOn(Duration.ofNanos(System.nanoTime() - start));
                    if (sockets.left() == 0 && requests.areOver()) {
                        over.countDown();
                    }
                }));
        rounds.start(TICK);
        if (!over.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.infof("Stops with %d requests and %d sockets left", requests.count(), sockets.left());
        }
        rounds.stop();
    }
}
