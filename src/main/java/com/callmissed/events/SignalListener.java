package com.callmissed.events;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Query;
import io.vertx.mutiny.sqlclient.SqlConnection;
import org.jboss.logging.Logger;

/**
 * Listens to what other processes say through {@link EventSignal}, on one connection of the pool that it keeps. After a loss of
 * it, it takes another one, and the tail looks at all logs.
 */
@Singleton
class SignalListener {
    private static final Logger LOG = Logger.getLogger(SignalListener.class);
    private static final long CHECK_MILLIS = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Pool pool;
    private final EventSignal signal;
    private final EventTail tail;
    private volatile SqlConnection connection;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean deaf;
    private volatile boolean stopped;
    private long timer;

    SignalListener(Vertx vertx, Pool pool, EventSignal signal, EventTail tail) {
        this.vertx = vertx;
        this.pool = pool;
        this.signal = signal;
        this.tail = tail;
    }

    void start(@Observes StartupEvent event) {
        stopped = false;
        timer = vertx.setPeriodic(CHECK_MILLIS, id -> check());
        check();
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    /** A connection that died without a word is noticed by asking something. */
    private void check() {
        if (stopped || !busy.compareAndSet(false, true)) {
            return;
        }
        SqlConnection current = connection;
        Uni<Void> work = current == null ? listen() : ask(current);
        work.onTermination().invoke(() -> busy.set(false)).subscribe().with(done -> {}, failure -> {
            if (!deaf) {
                LOG.warnf("Signals of other processes are not heard for now: %s", failure.getMessage());
            }
            deaf = true;
        });
    }

    private Uni<Void> listen() {
        return pool.getConnection().chain(taken -> {
            PgConnection listening = PgConnection.cast(taken);
            listening.notificationHandler(notice -> signal.heard(notice.getPayload()));
            listening.closeHandler(() -> lost(taken));
            return within(taken, listening.query("LISTEN " + EventSignal.CHANNEL))
                    .invoke(() -> heardAgain(taken));
        });
    }

    private void heardAgain(SqlConnection taken) {
        connection = taken;
        deaf = false;
        tail.wakeAll();
    }

    private void lost(SqlConnection closed) {
        if (connection == closed) {
            connection = null;
            check();
        }
    }

    private Uni<Void> ask(SqlConnection current) {
        return within(current, current.query("SELECT 1")).onFailure().invoke(() -> connection = null);
    }

    /** A connection that does not answer in time is given up: it goes back to the pool when it has answered, or is known to be broken. */
    private static Uni<Void> within(SqlConnection asked, Query<?> question) {
        Uni<Void> answer = question.execute().replaceWithVoid().memoize().indefinitely();
        return answer.ifNoItem().after(PATIENCE).fail().onFailure().invoke(() -> answer.chain(
                        () -> asked.query("UNLISTEN *").execute())
                .onTermination()
                .call(asked::close)
                .subscribe()
                .with(left -> {}, broken -> {}));
    }
}
