package com.callmissed.idempotency;

import java.util.Objects;
import java.util.function.UnaryOperator;

import jakarta.inject.Singleton;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Reads and writes the rows of {@code idempotency}, on the session of the caller's unit of work. A row older than 24
 * hours counts as absent.
 */
@Singleton
class IdempotencyStore {
    private static final String FRESH = "created_at > now() - interval '24 hours'";
    private static final String REPLACE_STALE =
            " ON CONFLICT ON CONSTRAINT idempotency_pk DO UPDATE SET request_hash = excluded.request_hash,"
                    + " status = excluded.status, answer = excluded.answer, created_at = excluded.created_at"
                    + " WHERE NOT (i." + FRESH + ") RETURNING 1";
    private static final String CLAIM = "INSERT INTO idempotency AS i (tenant_id, key, request_hash, created_at)"
            + " VALUES (:tenant, :key, :hash, now())" + REPLACE_STALE;
    private static final String STORE =
            "INSERT INTO idempotency AS i (tenant_id, key, request_hash, status, answer, created_at)"
                    + " VALUES (:tenant, :key, :hash, :status, :answer, now())" + REPLACE_STALE;
    private static final String COMPLETE = "UPDATE idempotency SET status = :status, answer = :answer"
            + " WHERE tenant_id = :tenant AND key = :key RETURNING 1";
    private static final String FIND =
            "SELECT request_hash, answer FROM idempotency WHERE tenant_id = :tenant AND key = :key AND " + FRESH;

    /** A row with its response, still sealed. */
    record Entry(byte[] hash, byte[] answer) {}

    /**
     * Takes the key for this transaction. Waits while another transaction holds it.
     *
     * @return false when the key has a response already
     */
    Uni<Boolean> claim(RequestKey key) {
        return write(CLAIM, key, query -> query.setParameter("hash", key.hash()));
    }

    /** Stores the response of a key that {@link #claim} took. */
    Uni<Boolean> complete(RequestKey key, int status, byte[] answer) {
        return write(
                COMPLETE, key, query -> query.setParameter("status", status).setParameter("answer", answer));
    }

    /** Claims a key and stores its response at once. Returns false when the key has a response already. */
    Uni<Boolean> store(RequestKey key, int status, byte[] answer) {
        return write(STORE, key, query -> query.setParameter("hash", key.hash())
                .setParameter("status", status)
                .setParameter("answer", answer));
    }

    /** Returns null when the key is not in use. */
    Uni<Entry> find(RequestKey key) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(FIND, Object[].class)
                        .setParameter("tenant", key.tenantId())
                        .setParameter("key", key.key())
                        .getSingleResultOrNull())
                .map(row -> row == null ? null : new Entry((byte[]) row[0], (byte[]) row[1]));
    }

    /**
     * Runs a statement that returns a row when it has written one. For Hibernate it is a query, without the overhead of
     * a bulk update.
     */
    private static Uni<Boolean> write(
            String sql, RequestKey key, UnaryOperator<Mutiny.SelectionQuery<Object>> parameters) {
        return Panache.getSession()
                .chain(session -> parameters
                        .apply(session.createNativeQuery(sql, Object.class)
                                .setParameter("tenant", key.tenantId())
                                .setParameter("key", key.key()))
                        .getSingleResultOrNull())
                .map(Objects::nonNull);
    }
}
