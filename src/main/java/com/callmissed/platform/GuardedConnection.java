package com.callmissed.platform;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * The deadlines of one connection. It knows when a head, a body and a response begin and end. Except for {@link
 * #check}, all methods run on the event loop of the connection.
 */
final class GuardedConnection extends ChannelOutboundHandlerAdapter {
    private static final long NONE = Long.MAX_VALUE;

    private final Channel channel;
    private final ConnectionGuard guard;
    private boolean inHead = true;
    private boolean inBody;
    private int open;

    private ConnectionGuard.Refusal reason = ConnectionGuard.Refusal.SLOW_HEAD;

    /** In nanoseconds since the start of the guard; NONE while the client owes nothing. Written after the reason. */
    private volatile long deadline;

    private long waiting;
    private long waitingSince;

    GuardedConnection(Channel channel, ConnectionGuard guard) {
        this.channel = channel;
        this.guard = guard;
        deadline = guard.now() + guard.limits().head().toNanos();
    }

    void headBegan() {
        if (!inHead) {
            inHead = true;
            owes(ConnectionGuard.Refusal.SLOW_HEAD, guard.limits().head().toNanos());
        }
    }

    void headEnded() {
        inHead = false;
        inBody = true;
        open++;
        if (open == 1) {
            owes(ConnectionGuard.Refusal.SLOW_BODY, guard.limits().body().toNanos());
        } else {
            // The service reads this body after the response to the request before.
            deadline = NONE;
        }
    }

    void bodyEnded() {
        inBody = false;
        rest();
    }

    private void responseEnded() {
        open = Math.max(0, open - 1);
        if (!inHead && !inBody) {
            rest();
        } else if (inBody && open == 1) {
            owes(ConnectionGuard.Refusal.SLOW_BODY, guard.limits().body().toNanos());
        }
    }

    /** The next move is the service's, or the connection is idle. */
    private void rest() {
        if (open > 0) {
            deadline = NONE;
        } else {
            owes(ConnectionGuard.Refusal.IDLE, guard.limits().idle().toNanos());
        }
    }

    private void owes(ConnectionGuard.Refusal why, long nanos) {
        reason = why;
        deadline = guard.now() + nanos;
    }

    /** The connection ends, or becomes a socket, which has limits of its own. */
    void upgraded() {
        deadline = NONE;
        guard.forget(this);
        if (channel.pipeline().context(this) != null) {
            channel.pipeline().remove(this);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent && !isContinue(message)) {
            // Not before the network has taken all of it: a client may read slowly.
            context.write(message, promise.unvoid().addListener(written -> responseEnded()));
        } else {
            context.write(message, promise);
        }
    }

    private static boolean isContinue(Object message) {
        return message instanceof FullHttpResponse response && response.status().equals(HttpResponseStatus.CONTINUE);
    }

    /** Closes the connection when its time is over. One thread calls this, about twice in a second. */
    void check(long now) {
        if (deadline <= now) {
            guard.close(this, channel, reason);
        } else if (isStalled(now)) {
            guard.close(this, channel, ConnectionGuard.Refusal.SLOW_READER);
        }
    }

    private boolean isStalled(long now) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        long pending = buffer == null ? 0 : buffer.totalPendingWriteBytes();
        if (pending == 0 || pending != waiting) {
            waiting = pending;
            waitingSince = now;
        }
        return pending > 0 && now - waitingSince >= guard.limits().idle().toNanos();
    }
}
