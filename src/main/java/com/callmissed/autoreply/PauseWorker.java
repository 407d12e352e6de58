package com.callmissed.autoreply;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.background.PeriodicTenantTask;
import com.callmissed.events.Actor;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.Transactions;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.Ids;
import com.callmissed.thread.ConversationEvent;
import com.callmissed.thread.ConversationResponse;
import com.callmissed.thread.ConversationRow;
import com.callmissed.thread.ThreadChange;

/**
 * Resumes automatic answers when a pause has ended. A system job: it covers all tenants, each in a transaction of its
 * own.
 */
@ApplicationScoped
class PauseWorker {
    private static final int BATCH = 100;
    private static final String DUE = """
            SELECT tenant_id FROM conversation
            WHERE autoreply_resumes_at <= now() AND tenant_id <> ALL ($1)
            GROUP BY tenant_id
            ORDER BY min(autoreply_resumes_at)
            LIMIT $2
            """;
    private static final String RESUME = """
            WITH due AS MATERIALIZED (
                SELECT tenant_id, id FROM conversation WHERE tenant_id = $3 AND autoreply_resumes_at <= now()
                ORDER BY autoreply_resumes_at LIMIT $2 FOR UPDATE SKIP LOCKED
            )
            UPDATE conversation c SET %s
            FROM due
            WHERE c.tenant_id = due.tenant_id AND c.id = due.id AND %s
            RETURNING %s
            """.formatted(
                    ThreadChange.ofRow("$1", "gen_random_uuid()")
                            .resume("'" + Actor.SYSTEM.kind().value() + "'", "NULL")
                            .assignments(),
                    ThreadChange.isPaused(),
                    ConversationRow.LIST.sql());

    private final Pool pool;
    private final Transactions transactions;
    private final AutoreplyConfig config;
    private final PeriodicTenantTask job;

    PauseWorker(Vertx vertx, Pool pool, Transactions transactions, AutoreplyConfig config) {
        this.pool = pool;
        this.transactions = transactions;
        this.config = config;
        this.job = new PeriodicTenantTask(vertx, "end pauses", this::due, this::resume);
    }

    void start(@Observes StartupEvent event) {
        job.start(config.poll());
    }

    void stop(@Observes ShutdownEvent event) {
        job.stop();
    }

    private Uni<List<UUID>> due(int limit, Collection<UUID> except) {
        return pool.preparedQuery(DUE)
                .execute(Tuple.of(except.toArray(UUID[]::new), limit))
                .map(rows -> Columns.list(rows, row -> row.getUUID(0)));
    }

    private Uni<Integer> resume(UUID tenantId) {
        return transactions
                .perform(
                        connection -> connection
                                .preparedQuery(RESUME)
                                .execute(Tuple.of(Columns.timestamp(Ids.now()), BATCH, tenantId)),
                        rows -> Columns.list(rows, PauseWorker::resumed))
                .map(RowSet::size);
    }

    private static ConversationEvent resumed(Row row) {
        ConversationResponse conversation = ConversationRow.LIST.read(ConversationRow.TYPE, row);
        EventMetadata metadata = EventMetadata.ofSystem(conversation.tenantId(), null);
        return new ConversationEvent.AutoreplyChanged(metadata, conversation);
    }
}
