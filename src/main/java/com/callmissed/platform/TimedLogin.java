package com.callmissed.platform;

import java.net.ConnectException;
import java.time.Duration;
import java.util.function.Supplier;

import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.pgclient.impl.InitiateSslHandler;
import io.vertx.pgclient.impl.PgConnectionFactory;
import io.vertx.pgclient.impl.PgPoolOptions;
import io.vertx.pgclient.impl.codec.PgCodec;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.ClientBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.impl.Connection;
import io.vertx.sqlclient.spi.ConnectionFactory;

/**
 * Builds clients of PostgreSQL whose connections are established within a time limit, login included. The connections
 * must be given to {@link ConnectionWatch#begin} in the connect handler.
 *
 * <p>Reason: {@code connectTimeout} ends when the network has connected. A database that says nothing after that would
 * occupy a place of the pool for good, and an idle time-out only sends a farewell and waits for the answer. A time-out
 * of {@code SqlConnectOptions} for the login would replace this.
 */
public final class TimedLogin {
    private final PgDriver driver;

    public TimedLogin(Duration within) {
        driver = new Driver(within);
    }

    /** Begins a pool. */
    public ClientBuilder<Pool> pool(PoolOptions options) {
        return ClientBuilder.pool(driver).with(options);
    }

    /** Begins a pool that only runs single statements, many at once on each connection. */
    public ClientBuilder<Pool> pipelines(PoolOptions options) {
        return pool(new PgPoolOptions(options).setPipelined(true));
    }

    private static final class Driver extends PgDriver {
        private final Duration within;

        Driver(Duration within) {
            this.within = within;
        }

        @Override
        public ConnectionFactory createConnectionFactory(
                Vertx vertx, Supplier<? extends Future<? extends SqlConnectOptions>> databases) {
            return new Factory((VertxInternal) vertx, databases, within);
        }
    }

    private static final class Factory extends PgConnectionFactory {
        private final long millis;

        Factory(
                VertxInternal vertx,
                Supplier<? extends Future<? extends SqlConnectOptions>> databases,
                Duration within) {
            super(vertx, databases);
            millis = within.toMillis();
        }

        @Override
        protected Future<Connection> doConnectInternal(SqlConnectOptions options, ContextInternal context) {
            Promise<Connection> login = context.promise();
            long timer = context.setTimer(millis, late -> {
                if (login.tryFail(new ConnectException("The database did not complete the login in time"))) {
                    hangUpLogins(context.nettyEventLoop());
                }
            });
            super.doConnectInternal(options, context).onComplete(result -> {
                context.owner().cancelTimer(timer);
                if (result.succeeded()) {
                    login.tryComplete(result.result());
                } else {
                    login.tryFail(result.cause());
                }
            });
            return login.future();
        }

        /** The client does not show the channel of a login. So this may close another login of the same event loop. */
        private static void hangUpLogins(EventLoop loop) {
            ((SingleThreadEventLoop) loop).registeredChannelsIterator().forEachRemaining(channel -> {
                ChannelPipeline pipeline = channel.pipeline();
                boolean ofDatabase =
                        pipeline.get(PgCodec.class) != null || pipeline.get(InitiateSslHandler.class) != null;
                if (ofDatabase && !ConnectionWatch.watches(pipeline)) {
                    ConnectionWatch.hangUp(channel);
                }
            });
        }
    }
}
