package com.callmissed.realtime.socket;

import java.time.Duration;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.impl.future.PromiseInternal;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * A socket on the network. Frames go past the platform's socket, which would encode each of them for each peer, and straight
 * to the connection beneath it.
 */
record ConnectionTransport(WebSocketConnection socket, ConnectionBase connection) implements Transport {
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    @Override
    public Future<Void> send(List<SocketFrame> frames) {
        PromiseInternal<Void> written = connection.getContext().promise();
        onLoop(() -> write(frames, written));
        return written.future();
    }

    /** On the loop no closing frame can come between the look and the write: it would have to be the last of all frames. */
    private void write(List<SocketFrame> frames, PromiseInternal<Void> written) {
        if (socket.isClosed()) {
            written.fail(ConnectionBase.CLOSED_EXCEPTION);
            return;
        }
        var network = connection.channelHandlerContext();
        ByteBuf wire = network.alloc()
                .directBuffer(frames.stream().mapToInt(SocketFrame::size).sum());
        frames.forEach(frame -> frame.writeTo(wire));
        connection.reportsBytesWritten(wire);
        network.writeAndFlush(wire).addListener(written);
    }

    @Override
    public Uni<Void> ping() {
        return socket.sendPing(Buffer.buffer());
    }

    @Override
    public long backlog() {
        return connection.channel().bytesBeforeWritable();
    }

    /**
     * Says goodbye, and hangs up on a peer that does not take it: the platform waits for an answer to a closing frame, but
     * without an end for the closing frame to be written.
     */
    @Override
    public Uni<Void> close(CloseReason reason) {
        return Uni.createFrom()
                .deferred(() -> socket.isClosed() ? Uni.createFrom().voidItem() : socket.close(reason))
                .runSubscriptionOn(this::onLoop)
                .ifNoItem()
                .after(GOODBYE)
                .recoverWithUni(this::hangUp);
    }

    private Uni<Void> hangUp() {
        connection.channel().close();
        return Uni.createFrom().voidItem();
    }

    /** At once when called there. */
    private void onLoop(Runnable work) {
        connection.getContext().execute(work);
    }
}
