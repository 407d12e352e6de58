package com.callmissed.realtime.socket;

import java.util.List;

import jakarta.inject.Singleton;

import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

import com.callmissed.background.AsyncSemaphore;
import com.callmissed.events.EventCursor;
import com.callmissed.events.EventLog;
import com.callmissed.events.LoggedEvent;
import com.callmissed.persistence.LargeReads;

/**
 * Sends a socket the events from its cursor up to the tail of the log, page by page, no faster than its peer reads.
 * Events that the tail publishes meanwhile are not queued for the socket, because it reads them from the log.
 */
@Singleton
class CatchUp {
    private static final Logger LOG = Logger.getLogger(CatchUp.class);
    /** The limit of concurrent reads, however many sockets reconnect at once: requests need the database, too. */
    private static final int READS = 4;

    private static final int READS_OF_TENANT = 2;

    private static final long PAUSE_MILLIS = 500;

    private final Vertx vertx;
    private final EventLog log;
    private final SocketMetrics metrics;
    private final LargeReads largeReads;
    private final AsyncSemaphore reads = new AsyncSemaphore(READS);
    private final AsyncSemaphore readsOfTenant = new AsyncSemaphore(READS_OF_TENANT);

    CatchUp(Vertx vertx, EventLog log, SocketMetrics metrics, LargeReads largeReads) {
        this.vertx = vertx;
        this.log = log;
        this.metrics = metrics;
        this.largeReads = largeReads;
    }

    /** Starts to catch up and returns at once. The socket goes live when it has reached the tail. */
    void start(LiveSocket socket) {
        metrics.catchUp();
        readOn(socket, 0);
    }

    /** @param replayed number of events replayed so far */
    private void readOn(LiveSocket socket, int replayed) {
        if (socket.isClosing()) {
            return;
        }
        readsOfTenant
                .<EventLog.Stretch>withPermit(
                        socket.tenantId(),
                        null,
                        () -> reads.withPermit(() -> log.read(socket.tenantId(), socket.known())))
                .subscribe()
                .with(
                        stretch -> {
                            if (stretch.events().isEmpty() && stretch.large() != null) {
                                readLarge(socket, replayed);
                            } else {
                                take(socket, stretch, replayed, new LargeReads.Receiver());
                            }
                        },
                        failure -> tryAgain(socket, replayed, failure));
    }

    /** Few large events are in memory at once. They count until the peer has taken them. */
    private void readLarge(LiveSocket socket, int replayed) {
        LargeReads.Receiver receiver = new LargeReads.Receiver();
        EventCursor known = socket.known();
        largeReads
                .read(receiver, () -> log.readLarge(socket.tenantId(), known, known.seq() + 1))
                .subscribe()
                .with(
                        stretch -> take(socket, stretch, replayed, receiver),
                        failure -> tryAgain(socket, replayed, failure));
    }

    private void tryAgain(LiveSocket socket, int replayed, Throwable failure) {
        LOG.debugf("A socket cannot catch up for now: %s", failure.getMessage());
        vertx.setTimer(PAUSE_MILLIS, id -> readOn(socket, replayed));
    }

    private void take(LiveSocket socket, EventLog.Stretch stretch, int replayed, LargeReads.Receiver receiver) {
        List<LoggedEvent> events = stretch.events();
        int taken = stretch.unbroken() ? socket.replay(events) : 0;
        boolean atEnd = taken == events.size() && !stretch.more();
        if (!stretch.unbroken()) {
            receiver.end();
            socket.close(CloseReasons.LOG_REPLACED);
        } else if (atEnd && socket.hasRoomToSpare() && socket.goLive()) {
            receiver.end();
            metrics.replayed(replayed + taken);
        } else {
            // Also after an empty page: the tail may have read events since then.
            socket.whenDrained(() -> {
                receiver.end();
                readOn(socket, replayed + taken);
            });
        }
    }
}
