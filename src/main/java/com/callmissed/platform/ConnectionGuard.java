package com.callmissed.platform;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;

/**
 * Limits the connections of the platform's HTTP server: how many there are, and how long each may take for a head, for
 * a body and between two requests. It covers HTTP/1.1 without TLS. Safe for use from any thread.
 *
 * <p>Reasons, each with the public API that would replace it:
 *
 * <ul>
 * <li>The platform has one limit of connections, counts with a close handler that Vert.x Web replaces, and does not
 * know addresses. Replacement: {@code HttpServer.connectionHandler}, settable for the platform's server.
 * <li>The only time-out of Vert.x is for a connection without any traffic. It does not end a head that arrives one byte
 * at a time, and it ends a response that takes long. Replacement: time-outs for heads and bodies.
 * </ul>
 */
public final class ConnectionGuard {
    private final Limits limits;
    private final Predicate<InetAddress> unlimited;
    private final Consumer<Refusal> listener;
    private final long start = System.nanoTime();
    private final AtomicInteger count = new AtomicInteger();
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final Set<GuardedConnection> connections = ConcurrentHashMap.newKeySet();

    /**
     * The limits of a server.
     *
     * @param head from the first byte of a head, or from the connect, to the end of the head
     * @param body from the end of a head to the end of the body
     * @param idle between two requests, and for a client that does not read
     * @param connections of all clients
     * @param perAddress connections of one address; zero for no limit
     */
    public record Limits(Duration head, Duration body, Duration idle, int connections, int perAddress) {}

    /** Why a connection was closed or not accepted. */
    public enum Refusal {
        TOO_MANY_CONNECTIONS,
        TOO_MANY_CONNECTIONS_OF_ADDRESS,
        SLOW_HEAD,
        SLOW_BODY,
        SLOW_READER,
        IDLE
    }

    /**
     * @param unlimited addresses to which the limit per address does not apply
     * @param listener runs on an event loop or on the thread of {@link #sweep}
     */
    public ConnectionGuard(Limits limits, Predicate<InetAddress> unlimited, Consumer<Refusal> listener) {
        this.limits = limits;
        this.unlimited = unlimited;
        this.listener = listener;
    }

    /**
     * Guards the server that listens on {@code port}. Returns before it is done. The few connections that the server
     * has by then only count, because their decoders may be at work.
     *
     * @param options the limits of the decoder
     */
    public void install(Vertx vertx, int port, HttpServerOptions options) {
        EventLoopGroup acceptors = ((VertxInternal) vertx).getAcceptorEventLoopGroup();
        forEachChannel(acceptors, channel -> {
            if (channel instanceof ServerChannel
                    && channel.localAddress() instanceof InetSocketAddress address
                    && address.getPort() == port) {
                channel.pipeline().addFirst(new Acceptor(options));
                forEachChannel(((VertxInternal) vertx).getEventLoopGroup(), child -> {
                    if (child.parent() == channel && !admit(child)) {
                        child.close();
                    }
                });
            }
        });
    }

    private static void forEachChannel(EventLoopGroup group, Consumer<Channel> action) {
        for (EventExecutor executor : group) {
            executor.execute(() -> {
                Iterator<Channel> channels = ((SingleThreadEventLoop) executor).registeredChannelsIterator();
                channels.forEachRemaining(action);
            });
        }
    }

    /** How many connections are open. */
    public int count() {
        return count.get();
    }

    /** Closes the connections whose time is over. Must not run twice at the same time. */
    public void sweep() {
        long now = now();
        connections.forEach(connection -> connection.check(now));
    }

    Limits limits() {
        return limits;
    }

    /** Nanoseconds since the start of the guard. */
    long now() {
        return System.nanoTime() - start;
    }

    void forget(GuardedConnection connection) {
        connections.remove(connection);
    }

    void close(GuardedConnection connection, Channel channel, Refusal why) {
        if (connections.remove(connection) && channel.isActive()) {
            listener.accept(why);
            // Past the handler of Vert.x, which would wait for a client that does not read.
            channel.pipeline().firstContext().close();
        }
    }

    /** Counts a connection until it ends. Returns false, and does not count it, when there are too many. */
    private boolean admit(Channel channel) {
        if (count.incrementAndGet() > limits.connections()) {
            count.decrementAndGet();
            listener.accept(Refusal.TOO_MANY_CONNECTIONS);
            return false;
        }
        InetAddress address = limitedAddress(channel);
        if (address != null && byAddress.merge(address, 1, Integer::sum) > limits.perAddress()) {
            ended(address);
            listener.accept(Refusal.TOO_MANY_CONNECTIONS_OF_ADDRESS);
            return false;
        }
        channel.closeFuture().addListener(closed -> ended(address));
        return true;
    }

    private void ended(InetAddress address) {
        count.decrementAndGet();
        if (address != null) {
            byAddress.computeIfPresent(address, (key, connected) -> connected == 1 ? null : connected - 1);
        }
    }

    private InetAddress limitedAddress(Channel channel) {
        InetAddress address = limits.perAddress() > 0 && channel.remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress()
                : null;
        return address == null || unlimited.test(address) ? null : address;
    }

    /** Replaces the decoder of a connection that has not received anything. */
    private void guard(Channel channel, HttpServerOptions options) {
        ChannelHandlerContext decoder = channel.pipeline().context(HttpRequestDecoder.class);
        if (decoder == null) {
            return;
        }
        GuardedConnection connection = new GuardedConnection(channel, this);
        connections.add(connection);
        channel.closeFuture().addListener(closed -> forget(connection));
        if (channel.config().getRecvByteBufAllocator() instanceof MaxMessagesRecvByteBufAllocator reads) {
            // A client that sends without a pause waits for the others after each read.
            reads.maxMessagesPerRead(1);
        }
        String name = decoder.name();
        channel.pipeline().addAfter("httpEncoder", "guard", connection);
        channel.pipeline().replace(name, name, new GuardedDecoder(options, connection));
    }

    /** Sees each new connection on the server's channel, before anything is read from it. */
    private final class Acceptor extends ChannelInboundHandlerAdapter {
        private final HttpServerOptions options;

        Acceptor(HttpServerOptions options) {
            this.options = options;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            Channel channel = (Channel) accepted;
            if (!admit(channel)) {
                channel.unsafe().closeForcibly();
                return;
            }
            channel.pipeline().addFirst(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRegistered(ChannelHandlerContext child) {
                    // The server's own handlers are in the pipeline now.
                    guard(channel, options);
                    child.pipeline().remove(this);
                    child.fireChannelRegistered();
                }
            });
            context.fireChannelRead(accepted);
        }
    }
}
