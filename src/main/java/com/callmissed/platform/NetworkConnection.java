package com.callmissed.platform;

import java.util.List;
import java.util.function.BooleanSupplier;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.future.PromiseInternal;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * The network connection beneath an HTTP/1.1 request or a socket. Safe for use from any thread.
 *
 * <p>Reasons, each with the public API that would replace it:
 *
 * <ul>
 *   <li>Frames are encoded once for all of their receivers, and {@code WebSocket.writeFrame} encodes each frame again for each
 *       peer: a write of encoded frames.
 *   <li>The backlog of a socket: a counter beside {@code WriteStream.writeQueueFull}.
 *   <li>The end of a connection: {@code HttpConnection.closeHandler} holds one handler, which Vert.x Web and RESTEasy Reactive
 *       set as well: a close future, as {@code NetSocket} and {@code Channel} have.
 *   <li>{@code HttpServerResponse.end} completes when the response is handed over, not when the network has taken it: a future
 *       of the flush.
 *   <li>{@code WebSocket.close} waits for a peer that does not read: a close of the connection itself, which only {@code
 *       HttpConnection} has and which a socket does not give out.
 * </ul>
 */
public final class NetworkConnection {
    private final ConnectionBase connection;

    private NetworkConnection(ConnectionBase connection) {
        this.connection = connection;
    }

    /** The connection of a request, which stays the connection of the socket that the request opens. */
    public static NetworkConnection of(HttpServerRequest request) {
        return new NetworkConnection((ConnectionBase) request.connection());
    }

    /**
     * Calls {@code listener} when the connection has ended, however that came about, and soon when it has ended already.
     *
     * @return forgets the listener
     */
    public Runnable whenClosed(Runnable listener) {
        Channel channel = connection.channel();
        ChannelFutureListener whenGone = closed -> listener.run();
        channel.closeFuture().addListener(whenGone);
        return () -> channel.closeFuture().removeListener(whenGone);
    }

    /**
     * Calls {@code listener} when the network has taken everything that was handed over before, or never will; before the
     * return when nothing waits.
     */
    public void whenWritten(Runnable listener) {
        if (nothingWaits()) {
            listener.run();
            return;
        }
        ChannelPromise written = connection.channel().newPromise();
        written.addListener(done -> listener.run());
        connection.flush(written);
    }

    private boolean nothingWaits() {
        Channel channel = connection.channel();
        if (!channel.eventLoop().inEventLoop()) {
            return false;
        }
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null || waiting.totalPendingWriteBytes() == 0;
    }

    /**
     * Writes {@code parts} as they are, in their order and in one go.
     *
     * @param isOpen asked on the event loop, so that nothing comes between the answer and the write
     * @return completes when the network has taken all parts; fails when {@code isOpen} says no
     */
    public Future<Void> write(List<byte[]> parts, BooleanSupplier isOpen) {
        PromiseInternal<Void> written = connection.getContext().promise();
        onLoop(() -> write(parts, isOpen, written));
        return written.future();
    }

    private void write(List<byte[]> parts, BooleanSupplier isOpen, PromiseInternal<Void> written) {
        if (!isOpen.getAsBoolean()) {
            written.fail(ConnectionBase.CLOSED_EXCEPTION);
            return;
        }
        ChannelHandlerContext network = connection.channelHandlerContext();
        ByteBuf wire = network.alloc()
                .directBuffer(parts.stream().mapToInt(part -> part.length).sum());
        parts.forEach(wire::writeBytes);
        connection.reportsBytesWritten(wire);
        network.writeAndFlush(wire).addListener(written);
    }

    /** Bytes handed over that the network has not taken yet, about. */
    public long backlog() {
        return connection.channel().bytesBeforeWritable();
    }

    /** Ends the connection without a goodbye. */
    public void hangUp() {
        connection.channel().close();
    }

    /** Runs {@code work} on the connection's event loop: at once when called there. */
    public void onLoop(Runnable work) {
        connection.getContext().execute(work);
    }
}
