package com.callmissed.events;

import java.time.Duration;

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

import com.callmissed.background.PeriodicTask;

/**
 * Listens for notifications of other processes, which {@link EventSignal} sends. It keeps one connection of the pool.
 * When it loses the connection, it takes a new one and the tail checks all logs.
 */
@Singleton
class SignalListener {
    private static final String LISTEN = "LISTEN " + EventSignal.CHANNEL;
    private static final Duration CHECK_EVERY = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Pool pool;
    private final EventSignal signal;
    private final EventTail tail;
    private final PeriodicTask job;
    private volatile SqlConnection connection;

    SignalListener(Vertx vertx, Pool pool, EventSignal signal, EventTail tail) {
        this.pool = pool;
        this.signal = signal;
        this.tail = tail;
        this.job = new PeriodicTask(vertx, "hear the signals of other processes", this::check);
    }

    void start(@Observes StartupEvent event) {
        job.start(CHECK_EVERY);
    }

    void stop(@Observes ShutdownEvent event) {
        job.stop();
    }

    /** Listens again on the same connection, because one that died silently is noticed only then. */
    private Uni<Void> check() {
        SqlConnection current = connection;
        return current == null ? listen() : ask(current);
    }

    private Uni<Void> listen() {
        return pool.getConnection().chain(taken -> {
            PgConnection listening = PgConnection.cast(taken);
            listening.notificationHandler(notice -> signal.heard(notice.getPayload()));
            listening.closeHandler(() -> lost(taken));
            return within(taken, listening.query(LISTEN)).invoke(() -> heardAgain(taken));
        });
    }

    private void heardAgain(SqlConnection taken) {
        connection = taken;
        tail.wakeAll();
    }

    private void lost(SqlConnection closed) {
        if (connection == closed) {
            connection = null;
            job.nudge();
        }
    }

    private Uni<Void> ask(SqlConnection current) {
        return within(current, current.query(LISTEN)).onFailure().invoke(() -> connection = null);
    }

    /**
     * Fails when the connection does not respond in time. The connection returns to the pool when it has responded or
     * is known to be broken.
     */
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
