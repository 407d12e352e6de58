package com.callmissed.conversation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.background.Rounds;
import com.callmissed.events.Actor;
import com.callmissed.events.EventMetadata;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.Transactions;

/** Lets bots answer again when their pause has ended. A system job: it looks at all tenants. */
@ApplicationScoped
class PauseWorker {
    private static final int BATCH = 100;
    private static final String IS_DUE = "SELECT EXISTS (SELECT FROM conversation WHERE autoreply_resumes_at <= now())";
    private static final String RESUME = """
            UPDATE conversation c SET ai_autoreply_enabled = true, control_epoch = c.control_epoch + 1,
                autoreply_since = $1, autoreply_by_kind = 'system', autoreply_by_id = NULL, autoreply_reason = NULL,
                autoreply_resumes_at = NULL, updated_at = GREATEST(c.updated_at, $1)
            FROM (SELECT tenant_id, id FROM conversation WHERE autoreply_resumes_at <= now()
                  ORDER BY autoreply_resumes_at LIMIT $2 FOR UPDATE SKIP LOCKED) AS due
            WHERE c.tenant_id = due.tenant_id AND c.id = due.id
            RETURNING %s
            """.formatted(ConversationRow.COLUMNS);

    private final Pool pool;
    private final Transactions transactions;
    private final AutoreplyConfig config;
    private final Rounds rounds;

    PauseWorker(Vertx vertx, Pool pool, Transactions transactions, AutoreplyConfig config) {
        this.pool = pool;
        this.transactions = transactions;
        this.config = config;
        this.rounds = new Rounds(vertx, "end pauses", this::round);
    }

    void start(@Observes StartupEvent event) {
        rounds.start(config.poll());
    }

    void stop(@Observes ShutdownEvent event) {
        rounds.stop();
    }

    /** Most rounds find nothing, and then open no transaction. */
    private Uni<Void> round() {
        return pool.query(IS_DUE)
                .execute()
                .chain(rows -> rows.iterator().next().getBoolean(0)
                        ? resume()
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> resume() {
        return transactions
                .perform(
                        connection ->
                                connection.preparedQuery(RESUME).execute(Tuple.of(Columns.timestamp(Ids.now()), BATCH)),
                        rows -> Columns.list(rows, PauseWorker::resumed))
                .invoke(rows -> {
                    if (rows.size() == BATCH) {
                        rounds.nudge();
                    }
                })
                .replaceWithVoid();
    }

    private static ConversationEvent resumed(Row row) {
        ConversationResponse conversation = ConversationRow.read(row);
        EventMetadata metadata = new EventMetadata(conversation.tenantId(), Ids.now(), Actor.SYSTEM, null);
        return new ConversationEvent.AutoreplyChanged(metadata, conversation);
    }
}
