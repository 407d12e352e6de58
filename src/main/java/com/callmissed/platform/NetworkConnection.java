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
 * The network connection below an HTTP/1.1 request or a socket. Safe for use from any thread.
 *
 * <p>Reasons, each with the public API that would replace it:
 *
 * <ul>
 * <li>Frames are encoded once for all their receivers, and {@code WebSocket.writeFrame} encodes each frame for each
 * peer. Replacement: a write of encoded frames.
 * <li>The backlog of a socket has no public API. Replacement: a counter in addition to {@code
 * WriteStream.writeQueueFull}.
 * <li>{@code HttpConnection.closeHandler} holds one handler, and Vert.x Web and RESTEasy Reactive set it as well.
 * Replacement: a close future, as {@code NetSocket} and {@code Channel} have.
 * <li>{@code HttpServerResponse.end} completes when the response is handed over, not when the network has taken it.
 * Replacement: a future of the flush.
 * <li>{@code WebSocket.close} waits for a peer that does not read. Replacement: closing the connection itself, which
 * only {@code HttpConnection} can, and a socket does not expose it.
 * </ul>
 */
public final class NetworkConnection {
    private final ConnectionBase connection;

    private NetworkConnection(ConnectionBase connection) {
        this.connection = connection;
    }

    /** Returns the connection of a request. It remains the connection of a socket that the request opens. */
    public static NetworkConnection of(HttpServerRequest request) {
        return new NetworkConnection((ConnectionBase) request.connection());
    }

    /**
     * Calls {@code listener} when the connection has ended for any reason, or soon when it has ended already.
     *
     * @return removes the listener
     */
    public Runnable whenClosed(Runnable listener) {
        Channel channel = connection.channel();
        ChannelFutureListener whenGone = closed -> listener.run();
        channel.closeFuture().addListener(whenGone);
        return () -> channel.closeFuture().removeListener(whenGone);
    }

    /**
     * Calls {@code listener} when the network has taken everything that was handed over before, or will never take it.
     * Calls it before this method returns when nothing waits.
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
     * Writes {@code parts} unchanged, in order, in one write.
     *
     * @param isOpen runs on the event loop, so that nothing happens between the check and the write
     * @return completes when the network has taken all parts; fails when {@code isOpen} returns false
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

    /** About how many bytes were handed over and not yet taken by the network. */
    public long backlog() {
        return connection.channel().bytesBeforeWritable();
    }

    /**
     * Closes the connection without a closing frame and drops what waits to be written. {@code channel().close()} would
     * not do: the handler of Vert.x writes everything first, which a peer that does not read delays until the closing
     * handshake times out.
     */
    public void hangUp() {
        connection.channelHandlerContext().close();
    }

    /** Runs {@code work} on the connection's event loop; at once when called there. */
    public void onLoop(Runnable work) {
        connection.getContext().execute(work);
    }
}
