package com.callmissed.platform;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.impl.SqlConnectionBase;
import io.vertx.sqlclient.impl.command.CommandBase;
import io.vertx.sqlclient.impl.command.CommandResponse;
import org.jboss.logging.Logger;

/**
 * Closes database connections on which the database has become silent: its machine has gone, or something between
 * drops the packets without a reset. Without this class a statement would wait until the operating system gives up,
 * which takes a quarter of an hour.
 *
 * <p>Silence is counted in checks and not on the clock. So a pause of this process is not silence of the database.
 *
 * <p>Reason: the client has no time limit for a response, and that of TCP needs the native transport. A response
 * time-out of {@code SqlConnectOptions} would replace this.
 */
public final class ConnectionWatch {
    private static final Logger LOG = Logger.getLogger(ConnectionWatch.class);
    /** How often {@link #check} is to be called. */
    public static final Duration CHECK_EVERY = Duration.ofMillis(500);
    /** How long one silent connection makes the others suspect. */
    private static final Duration SUSPICION = Duration.ofSeconds(5);

    private final int busyChecks;
    private final int idleChecks;
    private final int probeChecks;
    private final Set<Watched> connections = ConcurrentHashMap.newKeySet();
    private volatile long silentAt = System.nanoTime() - SUSPICION.toNanos();

    /**
     * @param busy the longest time without a response while a statement runs
     * @param idle the time without a statement after which the connection is probed. It must be longer than a
     *     transaction may be idle: a probe would keep the transaction alive.
     * @param probe the longest time without a response to a probe. Also applies to statements while another connection
     *     has just been found silent.
     */
    public ConnectionWatch(Duration busy, Duration idle, Duration probe) {
        busyChecks = checks(busy);
        idleChecks = checks(idle);
        probeChecks = checks(probe);
    }

    private static int checks(Duration time) {
        return (int) Math.max(1, time.dividedBy(CHECK_EVERY));
    }

    /**
     * Begins to watch a connection that has just been established, until it ends. Must be called on the context of the
     * connection.
     *
     * @param connection may be returned to its pool
     */
    public void begin(SqlConnection connection) {
        channel(connection).pipeline().addBefore("handler", "watch", new Watched(connection));
    }

    /** Checks all connections, each on its own event loop. */
    public void check() {
        connections.forEach(Watched::request);
    }

    /** Closes a connection without waiting for the database. */
    public static void hangUp(SqlConnection connection) {
        hangUp(channel(connection));
    }

    static boolean watches(ChannelPipeline pipeline) {
        return pipeline.get(Watched.class) != null;
    }

    static void hangUp(Channel channel) {
        // Past the client's handlers, which would send a message first.
        channel.pipeline().firstContext().close();
    }

    private static Channel channel(SqlConnection connection) {
        SocketConnectionBase socket = (SocketConnectionBase)
                ((SqlConnectionBase<?>) connection).unwrap().unwrap();
        return socket.socket().channelHandlerContext().channel();
    }

    private boolean isSuspect() {
        return System.nanoTime() - silentAt < SUSPICION.toNanos();
    }

    /** Sits between the protocol and the client, and sees each statement and each result. Runs on one event loop. */
    private final class Watched extends ChannelDuplexHandler {
        private final SqlConnection connection;
        private final AtomicBoolean requested = new AtomicBoolean();
        private Channel channel;
        private int unanswered;
        private int quietChecks;
        private boolean probing;

        Watched(SqlConnection connection) {
            this.connection = connection;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            channel = context.channel();
            connections.add(this);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            connections.remove(this);
            context.fireChannelInactive();
        }

        /** Does nothing while an earlier check waits for the event loop: the checks would run all at once. */
        void request() {
            if (requested.compareAndSet(false, true)) {
                channel.eventLoop().execute(() -> {
                    requested.set(false);
                    check();
                });
            }
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof CommandBase && unanswered++ == 0) {
                quietChecks = 0;
            }
            context.write(message, promise);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            quietChecks = 0;
            if (message instanceof CommandResponse) {
                unanswered--;
                probing = false;
            }
            context.fireChannelRead(message);
        }

        private void check() {
            quietChecks++;
            if (unanswered > 0) {
                if (quietChecks >= (probing || isSuspect() ? probeChecks : busyChecks)) {
                    LOG.warnf(
                            "The database was silent for %d ms: closing a connection",
                            quietChecks * CHECK_EVERY.toMillis());
                    silentAt = System.nanoTime();
                    hangUp(channel);
                }
            } else if (quietChecks >= idleChecks) {
                connection.query("SELECT 1").execute();
                probing = true;
            }
        }
    }
}
