package com.callmissed.autoreply;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.hibernate.reactive.mutiny.Mutiny;

import com.callmissed.persistence.Columns;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.RowType.Column;
import com.callmissed.persistence.RowType.Declaration;
import com.callmissed.thread.DeliveryStatus;
import com.callmissed.thread.LockedThread;
import com.callmissed.thread.MessageResponse;
import com.callmissed.thread.WireColumn;

/** Reads for a takeover: the automatic answers that are being sent. */
@ApplicationScoped
class InFlightStore {
    private static final Declaration MESSAGE = new Declaration("m");
    private static final Column<DeliveryStatus> STATUS = MESSAGE.column("status", WireColumn.of(DeliveryStatus.class));
    private static final Column<UUID> CLAIM = MESSAGE.computed("claim", "o.claim", Tuple::getUUID);
    private static final Column<Boolean> LEASED =
            MESSAGE.computed("leased", "o.due_at > clock_timestamp()", Tuple::getBoolean);
    private static final Column<Boolean> PARTLY_SENT = MESSAGE.computed(
            "partly_sent",
            "COALESCE(o.parts_sent, (m.metadata ->> '%s')::integer, 0) > 0".formatted(MessageResponse.PARTS_SENT),
            Tuple::getBoolean);
    private static final RowType<Progress> TYPE = MESSAGE.decodedBy(row ->
            new Progress(STATUS.in(row), CLAIM.in(row), CLAIM.in(row) != null && LEASED.in(row), PARTLY_SENT.in(row)));

    private static final String PROGRESS = """
            SELECT %s
            FROM message m
            LEFT JOIN outbox o ON o.tenant_id = m.tenant_id AND o.conversation_id = m.conversation_id AND o.seq = m.seq
            WHERE m.tenant_id = $1 AND m.id = $2
            """.formatted(TYPE.sql());
    private static final String AUTOMATIC_IN_FLIGHT = """
            SELECT message_id, claim FROM outbox
            WHERE tenant_id = :tenant AND conversation_id = :conversation AND control_epoch IS NOT NULL
                AND claim IS NOT NULL
            ORDER BY seq
            """;

    private final Pool pool;

    InFlightStore(Pool pool) {
        this.pool = pool;
    }

    /** The progress of a message. {@code claim} is null if it has left the outbox or waits there again. */
    record Progress(DeliveryStatus status, UUID claim, boolean leased, boolean partlySent) {}

    /** A message that is being sent, or whose sender has not reported an outcome. */
    record Claimed(UUID messageId, UUID claim) {
        private static Claimed of(Object[] row) {
            return new Claimed((UUID) row[0], (UUID) row[1]);
        }
    }

    /** Returns the claimed automatic answers of a locked conversation. Runs in the caller's unit of work. */
    Uni<List<Claimed>> automaticInFlight(LockedThread thread) {
        return Panache.getSession()
                .call(Mutiny.Session::flush)
                .chain(session -> session.createNativeQuery(AUTOMATIC_IN_FLIGHT, Object[].class)
                        .setParameter("tenant", thread.tenantId())
                        .setParameter("conversation", thread.id())
                        .getResultList())
                .map(rows -> rows.stream().map(Claimed::of).toList());
    }

    Uni<Progress> progress(UUID tenantId, UUID messageId) {
        return pool.preparedQuery(PROGRESS)
                .execute(Tuple.of(tenantId, messageId))
                .map(rows -> Columns.first(rows, TYPE::read));
    }
}
