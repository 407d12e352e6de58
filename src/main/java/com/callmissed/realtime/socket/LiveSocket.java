package com.callmissed.realtime.socket;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import io.quarkus.websockets.next.CloseReason;
import org.jboss.logging.Logger;

import com.callmissed.events.EventCursor;
import com.callmissed.events.LoggedEvent;
import com.callmissed.realtime.SocketConfig;
import com.callmissed.security.Caller;

/** One open socket and its caller. Safe for use from any thread. Times are those of {@link System#nanoTime}. */
final class LiveSocket {
    private static final Logger LOG = Logger.getLogger(LiveSocket.class);

    private final Caller caller;
    private final Transport transport;
    private final CatchUp catchUp;
    private final OutboundQueue queue;
    private final SlowConsumerDetector slowConsumer;
    private final SocketMetrics metrics;
    private final int maxBacklog;
    private final AtomicBoolean closing = new AtomicBoolean();
    private EventCursor known;
    private long announced;
    private boolean live;
    private volatile long heardAt;
    private volatile long pingedAt;

    /** @param known what the peer knows already */
    LiveSocket(
            Caller caller,
            EventCursor known,
            Transport transport,
            CatchUp catchUp,
            SocketConfig config,
            SocketMetrics metrics,
            long now) {
        this.caller = caller;
        this.known = known;
        this.catchUp = catchUp;
        this.transport = transport;
        this.queue = new OutboundQueue(
                frames -> transport.send(frames).onSuccess(written -> metrics.sent(frames)),
                config.maxQueuedFrames(),
                config.maxQueuedBytes(),
                this::evict);
        this.slowConsumer = new SlowConsumerDetector(queue, config.maxQueuedFrames(), config.maxQueuedBytes());
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

    /**
     * Begins to send what was offered so far, and then every event behind {@link #known}.
     *
     * @param tail the place behind which each event will be told
     */
    void start(EventCursor tail) {
        queue.start();
        boolean behind;
        synchronized (this) {
            announced = Math.max(announced, tail.seq());
            behind = !goLive();
        }
        if (behind) {
            catchUp.start(this);
        }
    }

    /** The last event that was put in the queue, or that the peer knew before. */
    synchronized EventCursor known() {
        return known;
    }

    /**
     * Events that the tail has read: each of the tenant's, in their order. Older ones may come again in between. What does not fit
     * in the queue is read from the log later: a burst is no reason to close.
     *
     * @param news at least one, each {@link SocketFrame#live} and the very next one after that before it
     */
    void tell(List<SocketFrame> news) {
        synchronized (this) {
            announced = Math.max(
                    announced, news.get(news.size() - 1).event().cursor().seq());
            List<SocketFrame> unknown = behindKnown(news);
            if (unknown.isEmpty()) {
                return;
            }
            if (!live) {
                if (slowConsumer.isTooSlow(unknown)) {
                    evict();
                }
                return;
            }
            live = unknown.get(0).event().follows(known) && take(unknown);
            if (live) {
                return;
            }
        }
        catchUp.start(this);
    }

    private List<SocketFrame> behindKnown(List<SocketFrame> news) {
        long first = news.get(0).event().cursor().seq();
        long behind = known.seq() + 1 - first;
        return behind <= 0 ? news : news.subList((int) Math.min(behind, news.size()), news.size());
    }

    /** False when there was no room for all of them. */
    private boolean take(List<SocketFrame> events) {
        int taken = queue.offerIfRoom(events);
        if (taken > 0) {
            known = events.get(taken - 1).event().cursor();
        }
        return taken == events.size();
    }

    /** Queues events from the log as far as there is room. Answers how many. */
    synchronized int replay(List<LoggedEvent> events) {
        int taken = queue.offerIfRoom(
                events.stream().map(event -> SocketFrame.of(event.frame())).toList());
        if (taken > 0) {
            known = events.get(taken - 1).cursor();
        }
        return taken;
    }

    /** From now on events come by {@link #tell}. False when there are events by now that would be missed. */
    synchronized boolean goLive() {
        live = announced <= known.seq();
        return live;
    }

    /** Runs {@code work} when everything in the queue has been written. */
    void whenDrained(Runnable work) {
        queue.whenDrained(work);
    }

    /** True when what waits for the peer is little enough to let events come at their own pace. */
    boolean hasRoomToSpare() {
        return queue.isHalfEmpty();
    }

    boolean isClosing() {
        return closing.get();
    }

    void offer(SocketFrame frame) {
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
        return close(null, reason);
    }

    /** The same, with something to say before: {@code last} goes past the frames that wait. Null says nothing. */
    boolean close(SocketFrame last, CloseReason reason) {
        if (!closing.compareAndSet(false, true)) {
            return false;
        }
        metrics.closed(reason);
        queue.end();
        if (last != null) {
            List<SocketFrame> words = List.of(last);
            transport.send(words).onSuccess(written -> metrics.sent(words)).onFailure(LiveSocket::broken);
        }
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
