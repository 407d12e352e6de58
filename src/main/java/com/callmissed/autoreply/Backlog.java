package com.callmissed.autoreply;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.ToDoubleFunction;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.background.PeriodicTask;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.RowType;

/**
 * The metrics of what waits: messages to be sent, and turns to be answered. It is a system job and covers all tenants,
 * so each process reports the backlog of the whole database. Counts end at 10 000; ages are exact.
 */
@Singleton
class Backlog {
    private static final Duration EVERY = Duration.ofSeconds(15);

    private static final RowType.Declaration WAITING = new RowType.Declaration("w");
    private static final RowType.Column<Long> MESSAGES = WAITING.column("messages", Tuple::getLong);
    private static final RowType.Column<UUID> OLDEST_MESSAGE = WAITING.uuid("oldest_message");
    private static final RowType.Column<Long> TURNS = WAITING.column("turns", Tuple::getLong);
    private static final RowType.Column<Instant> OLDEST_TURN = WAITING.instant("oldest_turn");
    private static final RowType<State> TYPE = WAITING.decodedBy(row -> new State(
            MESSAGES.in(row), age(createdAt(OLDEST_MESSAGE.in(row))), TURNS.in(row), age(OLDEST_TURN.in(row))));

    /** Ids of messages have the order of their creation. */
    private static final String READ = """
            SELECT %s
            FROM (SELECT (SELECT count(*) FROM (SELECT FROM outbox LIMIT 10000) AS open) AS messages,
                (SELECT message_id FROM outbox ORDER BY message_id LIMIT 1) AS oldest_message,
                (SELECT count(*) FROM (SELECT FROM autoreply_turn LIMIT 10000) AS open) AS turns,
                (SELECT first_asked_at FROM autoreply_turn ORDER BY first_asked_at LIMIT 1) AS oldest_turn) AS w
            """.formatted(TYPE.sql());

    private final Pool pool;
    private final PeriodicTask job;
    private volatile State state = new State(0, 0, 0, 0);

    Backlog(Vertx vertx, Pool pool, MeterRegistry registry) {
        this.pool = pool;
        this.job = new PeriodicTask(vertx, "count what waits", this::read);
        gauge(registry, "callmissed.outbox.pending", "Messages that wait to be sent", State::messages);
        gauge(
                registry,
                "callmissed.outbox.oldest.pending.seconds",
                "Age of the oldest message that waits to be sent",
                State::oldestMessageSeconds);
        gauge(
                registry,
                "callmissed.autoreply.pending",
                "Conversations that wait for an automatic answer",
                State::turns);
        gauge(
                registry,
                "callmissed.autoreply.oldest.pending.seconds",
                "Age of the oldest message that waits for an automatic answer",
                State::oldestTurnSeconds);
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<State> value) {
        Gauge.builder(name, () -> value.applyAsDouble(state))
                .description(description)
                .register(registry);
    }

    void start(@Observes StartupEvent event) {
        job.start(EVERY);
    }

    void stop(@Observes ShutdownEvent event) {
        job.stop();
    }

    Uni<Void> read() {
        return pool.preparedQuery(READ)
                .execute()
                .map(rows -> Columns.first(rows, TYPE::read))
                .invoke(found -> state = found)
                .replaceWithVoid();
    }

    /** RFC 9562: the first 48 bits of an id of version 7 are the milliseconds of its creation. */
    private static Instant createdAt(UUID id) {
        return id == null ? null : Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    private static double age(Instant since) {
        return since == null
                ? 0
                : Math.max(0, Duration.between(since, Instant.now()).toMillis() / 1e3);
    }

    private record State(long messages, double oldestMessageSeconds, long turns, double oldestTurnSeconds) {}
}
