package com.callmissed.realtime.socket;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import io.quarkus.websockets.next.CloseReason;
import org.jboss.logging.Logger;

import com.callmissed.events.EventCursor;
import com.callmissed.events.EventLog;
import com.callmissed.events.LoggedEvent;
import com.callmissed.events.UnreadEvents;
import com.callmissed.realtime.FrameText;
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
    private final int maxFramesPerSecond;
    private final FrameRate received;
    private final AtomicBoolean closing = new AtomicBoolean();
    private EventCursor known;
    private long announced;
    private boolean live;
    private volatile long heardAt;
    private volatile long pingedAt;

    /**
     * @param known the last event that the peer has already
     * @param now from {@link System#nanoTime}
     */
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
        this.maxFramesPerSecond = config.maxFramesPerSecond();
        this.received = new FrameRate(maxFramesPerSecond, now);
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
     * Sends the frames that were offered so far, and then every event after {@link #known}.
     *
     * @param tail the cursor after which {@link #deliver} gets each event
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

    /** The last event that was queued, or that the peer had before. */
    synchronized EventCursor known() {
        return known;
    }

    /**
     * Takes events that the tail has read: each event of the tenant, in order. Older events may come again in between.
     * Events that do not fit in the queue are read from the log later, because a burst is no reason to close the
     * socket.
     *
     * @param news at least one frame, each made by {@link SocketFrame#live} and each directly after the one before it
     */
    void deliver(List<SocketFrame> news) {
        synchronized (this) {
            announced = Math.max(
                    announced, news.get(news.size() - 1).event().cursor().seq());
            List<SocketFrame> unknown = behindKnown(news);
            if (unknown.isEmpty()) {
                return;
            }
            if (!live) {
                if (slowConsumer.isTooSlow(
                        unknown.size(),
                        unknown.stream().mapToLong(SocketFrame::bytes).sum())) {
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

    /** Takes events that are too large for {@link #deliver}. They are read from the log. */
    void announce(UnreadEvents news) {
        synchronized (this) {
            announced = Math.max(announced, news.end().seq());
            if (news.end().seq() <= known.seq()) {
                return;
            }
            if (!live) {
                if (slowConsumer.isTooSlow(news.count(), (long) news.count() * EventLog.LONGEST)) {
                    evict();
                }
                return;
            }
            live = false;
        }
        catchUp.start(this);
    }

    private List<SocketFrame> behindKnown(List<SocketFrame> news) {
        long first = news.get(0).event().cursor().seq();
        long behind = known.seq() + 1 - first;
        return behind <= 0 ? news : news.subList((int) Math.min(behind, news.size()), news.size());
    }

    /** Returns false when there was no room for all of them. */
    private boolean take(List<SocketFrame> events) {
        int taken = queue.offerIfRoom(events);
        if (taken > 0) {
            known = events.get(taken - 1).event().cursor();
        }
        return taken == events.size();
    }

    /** Queues events from the log while there is room. Returns how many were queued. */
    synchronized int replay(List<LoggedEvent> events) {
        int taken = queue.offerIfRoom(
                events.stream().map(event -> SocketFrame.of(event.frame())).toList());
        if (taken > 0) {
            known = events.get(taken - 1).cursor();
        }
        return taken;
    }

    /**
     * Switches to events that come by {@link #deliver}. Returns false when there are newer events already, which would
     * be missed.
     */
    synchronized boolean goLive() {
        live = announced <= known.seq();
        return live;
    }

    /** Runs {@code work} when everything in the queue has been written. */
    void whenDrained(Runnable work) {
        queue.whenDrained(work);
    }

    /** True when so little waits for the peer that it can get events as they happen. */
    boolean hasRoomToSpare() {
        return queue.isHalfEmpty();
    }

    boolean isClosing() {
        return closing.get();
    }

    void offer(SocketFrame frame) {
        queue.offer(frame);
    }

    /** Records a frame from the peer. Returns false when it is one too many; then the socket is being closed. */
    boolean heard(long now) {
        heardAt = now;
        if (received.admits(now)) {
            return true;
        }
        close(SocketFrame.of(FrameText.limitExceeded(maxFramesPerSecond)), CloseReasons.TOO_MANY_FRAMES);
        return false;
    }

    /**
     * Handles a ping. The platform has sent the pong already, past the queue, so a peer that pings and never reads
     * could fill the memory.
     */
    void pinged(long now) {
        if (heard(now) && transport.backlog() > maxBacklog) {
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

    /** Ends the queue when the peer is gone. */
    void end() {
        queue.end();
    }

    /**
     * Starts the closing handshake and drops the frames that wait. Returns false on a second call, which has no effect.
     */
    boolean close(CloseReason reason) {
        return close(null, reason);
    }

    /**
     * Like {@link #close(CloseReason)}, but sends {@code last} first, before the frames that wait. Null sends nothing.
     */
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
        LOG.debug("A peer disconnected before a frame was sent", failure);
    }
}
