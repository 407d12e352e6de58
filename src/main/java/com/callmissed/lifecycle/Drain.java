package com.callmissed.lifecycle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

import com.callmissed.background.PeriodicTask;
import com.callmissed.config.CallMissedConfig;
import com.callmissed.http.filter.InFlightRequests;
import com.callmissed.platform.ReadinessSwitch;
import com.callmissed.realtime.socket.SocketDrain;

/**
 * Runs between the order to stop and the stop. The service continues to respond, and stops when no request and no
 * socket is left or the time is over. Components that must end waits observe the same event, and run before this
 * observer.
 */
@Singleton
class Drain {
    private static final Logger LOG = Logger.getLogger(Drain.class);
    private static final int LAST = Integer.MAX_VALUE;
    private static final Duration TICK = Duration.ofMillis(20);

    private final Vertx vertx;
    private final Duration longest;
    private final ReadinessSwitch readiness;
    private final SocketDrain sockets;
    private final InFlightRequests requests;

    Drain(
            Vertx vertx,
            CallMissedConfig config,
            ReadinessSwitch readiness,
            SocketDrain sockets,
            InFlightRequests requests) {
        this.vertx = vertx;
        this.longest = config.shutdown().drain();
        this.readiness = readiness;
        this.sockets = sockets;
        this.requests = requests;
    }

    /** Runs on the thread that stops the application. The stop continues when this method returns. */
    void run(@Observes @Priority(LAST) ShutdownDelayInitiatedEvent event) throws InterruptedException {
        readiness.turnOff();
        long start = System.nanoTime();
        CountDownLatch over = new CountDownLatch(1);
        sockets.begin(longest);
        PeriodicTask rounds = new PeriodicTask(
                vertx, "drain the process", () -> Uni.createFrom().voidItem().invoke(() -> {
                    sockets.goOn(Duration.ofNanos(System.nanoTime() - start));
                    if (isOver()) {
                        over.countDown();
                    }
                }));
        rounds.start(TICK);
        boolean inTime = over.await(longest.toMillis(), TimeUnit.MILLISECONDS);
        if (!inTime && !isOver()) {
            LOG.infof("Stopping with %d requests and %d sockets left", requests.count(), sockets.left());
        }
        rounds.stop();
    }

    private boolean isOver() {
        return sockets.left() == 0 && requests.areOver();
    }
}
