package com.callmissed.realtime;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import io.quarkus.websockets.next.CloseReason;
import org.jboss.logging.Logger;

import com.callmissed.security.Caller;

/** One open socket and its caller. Safe for use from any thread. Times are those of {@link System#nanoTime}. */
final class LiveSocket {
    private static final Logger LOG = Logger.getLogger(LiveSocket.class);

    private final Caller caller;
    private final Transport transport;
    private final OutboundQueue queue;
    private final SocketMetrics metrics;
    private final int maxBacklog;
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile long heardAt;
    private volatile long pingedAt;

    LiveSocket(Caller caller, Transport transport, SocketConfig config, SocketMetrics metrics, long now) {
        this.caller = caller;
        this.transport = transport;
        this.queue = new OutboundQueue(
                text -> transport.send(text).invoke(metrics::sent),
                config.maxQueuedFrames(),
                config.maxQueuedBytes(),
                this::evict);
        this.maxBacklog = config.maxQueuedBytes();
        this.metrics = metrics;
        heardAt = now;
        pingedAt = now;
    }

    Caller caller() {
        return caller;
    }

    UUID tenantId() {
        return caller.tenantId();
    }

    /** Begins to send what was offered so far. */
    void start() {
        queue.start();
    }

    void offer(Frame frame) {
        queue.offer(frame);
    }

    /** Any sign of life from the peer. */
    void heard(long now) {
        heardAt = now;
    }

    /** The platform has answered already, past the queue: a peer that pings and does not read could fill the memory, too. */
    void pinged(long now) {
        heard(now);
        if (transport.backlog() > maxBacklog) {
            evict();
        }
    }

    long heardAt() {
        return heardAt;
    }

    long pingedAt() {
        return pingedAt;
    }

    void ping(long now) {
        pingedAt = now;
        transport.ping().subscribe().with(ignored -> {}, LiveSocket::broken);
    }

    /** The peer is gone. */
    void end() {
        queue.end();
    }

    /** Starts the closing handshake. Frames that wait are dropped; a second call has no effect and answers false. */
    boolean close(CloseReason reason) {
        if (!closing.compareAndSet(false, true)) {
            return false;
        }
        queue.end();
        transport.close(reason).subscribe().with(ignored -> {}, LiveSocket::broken);
        return true;
    }

    private void evict() {
        if (close(CloseReasons.SLOW_CONSUMER)) {
            metrics.evicted();
        }
    }

    private static void broken(Throwable failure) {
        LOG.debug("A peer was gone before it could be told", failure);
    }
}
