package com.callmissed.contact.merge;

import java.time.Instant;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.autoreply.AutoreplyConfig;
import com.callmissed.autoreply.TurnStore;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.telemetry.StoredTrace;
import com.callmissed.thread.ThreadChange;

/**
 * Merges two conversations of one customer with a bot on a channel. Runs in the transaction of the caller, which has
 * locked both rows.
 */
@ApplicationScoped
class ThreadMerge {
    /** Above every {@code seq} that is in use, so that no number occurs twice while messages are renumbered. */
    private static final int OFFSET = 1_000_000_000;

    private static final String IS_SENDING = """
            SELECT EXISTS (SELECT FROM outbox WHERE tenant_id = $1 AND conversation_id IN ($2, $3)
                AND claim IS NOT NULL AND due_at > clock_timestamp())
            """;

    /** Within one conversation {@code created_at} never goes back, so each history keeps its order. */
    private static final String PLACE = """
            UPDATE message m SET conversation_id = $2, seq = p.place + %d
            FROM (SELECT id, conversation_id, seq,
                    row_number() OVER (ORDER BY created_at, conversation_id, seq)::integer AS place
                FROM message WHERE tenant_id = $1 AND conversation_id IN ($2, $3)) p
            WHERE m.tenant_id = $1 AND m.id = p.id AND (p.conversation_id <> $2 OR p.seq <> p.place)
            """.formatted(OFFSET);

    private static final String NUMBER = """
            UPDATE message SET seq = seq - %d WHERE tenant_id = $1 AND conversation_id = $2 AND seq > %d
            """.formatted(OFFSET, OFFSET);

    /** A queued answer of the bot keeps its validity: it belongs to the current epoch or to an earlier one. */
    private static final String QUEUE = """
            UPDATE outbox o SET conversation_id = $2, seq = m.seq + %d, claim = NULL,
                control_epoch = CASE WHEN o.control_epoch = f.control_epoch THEN c.control_epoch
                    WHEN o.control_epoch IS NULL THEN NULL ELSE -1 END
            FROM message m, conversation c, conversation f
            WHERE o.tenant_id = $1 AND o.conversation_id IN ($2, $3) AND m.tenant_id = $1 AND m.id = o.message_id
                AND c.tenant_id = $1 AND c.id = $2 AND f.tenant_id = $1 AND f.id = o.conversation_id
            """.formatted(OFFSET);

    private static final String QUEUE_IN_ORDER = """
            UPDATE outbox SET seq = seq - %d WHERE tenant_id = $1 AND conversation_id = $2 AND seq > %d
            """.formatted(OFFSET, OFFSET);

    /** Turns that are being worked on are lost to their workers, and asked for again. */
    private static final String DROP_TURNS =
            "DELETE FROM autoreply_turn WHERE tenant_id = $1 AND conversation_id IN ($2, $3) RETURNING 1";

    private static final String ASK = "WITH c AS (SELECT * FROM conversation WHERE tenant_id = $1 AND id = $2) "
            + TurnStore.asking(ThreadChange.ALWAYS, "$3", "$4", "$5");

    private static final String ABSORB = """
            UPDATE conversation c SET profile_name = COALESCE(c.profile_name, f.profile_name),
                metadata = COALESCE(c.metadata, f.metadata), %s
            FROM conversation f
            WHERE c.tenant_id = $1 AND c.id = $2 AND f.tenant_id = $1 AND f.id = $3
            """.formatted(ThreadChange.ofRow("$4::timestamptz", "gen_random_uuid()")
            .absorb("f")
            .assignments());

    private static final String ALIAS = """
            WITH earlier AS (
                UPDATE conversation_alias SET conversation_id = $2 WHERE tenant_id = $1 AND conversation_id = $3
            )
            INSERT INTO conversation_alias (tenant_id, conversation_id, id) VALUES ($1, $2, $3)
            """;

    private static final String DELETE = "DELETE FROM conversation WHERE tenant_id = $1 AND id = $2";

    private final AutoreplyConfig autoreply;

    ThreadMerge(AutoreplyConfig autoreply) {
        this.autoreply = autoreply;
    }

    /**
     * Moves the messages of {@code from} to {@code into} and deletes {@code from}. Its id stays an alias.
     *
     * @return fails with {@link MergeBusyException} while a message of either is being sent
     */
    Uni<Void> merge(SqlExecutor sql, UUID tenantId, UUID into, UUID from, Instant now) {
        return sql.execute(IS_SENDING, tenantId, into, from)
                .invoke(rows -> {
                    if (rows.get(0).getBoolean(0)) {
                        throw new MergeBusyException();
                    }
                })
                .chain(() -> sql.execute(PLACE, tenantId, into, from))
                .chain(() -> sql.execute(NUMBER, tenantId, into))
                .chain(() -> sql.execute(ABSORB, tenantId, into, from, Columns.timestamp(now)))
                .chain(() -> sql.execute(QUEUE, tenantId, into, from))
                .chain(() -> sql.execute(QUEUE_IN_ORDER, tenantId, into))
                .chain(() -> sql.execute(DROP_TURNS, tenantId, into, from))
                .chain(dropped -> dropped.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : sql.execute(
                                        ASK,
                                        tenantId,
                                        into,
                                        Columns.seconds(autoreply.quiet()),
                                        Columns.seconds(autoreply.longestBurst()),
                                        StoredTrace.current())
                                .replaceWithVoid())
                .chain(() -> sql.execute(ALIAS, tenantId, into, from))
                .chain(() -> sql.execute(DELETE, tenantId, from))
                .replaceWithVoid();
    }
}
