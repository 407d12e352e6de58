package com.callmissed.persistence;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;

/**
 * A condition without which a transaction must not commit, such as the claim of this process on the work that the
 * transaction stores.
 */
@FunctionalInterface
public interface CommitGuard {
    /** Always holds, and costs no statement. */
    CommitGuard NONE = connection -> Uni.createFrom().item(true);

    /**
     * Runs one statement. It locks what it reads, so that the condition holds until the end of the transaction.
     *
     * @return whether the condition holds
     */
    Uni<Boolean> holds(SqlClient connection);

    /**
     * Runs {@code work} under this condition. The statement of the condition and the first one of {@code work} travel
     * together.
     *
     * @param connection with an open transaction
     * @return fails with {@link NotHeldException} when the condition does not hold; the caller must roll back then
     */
    default <T> Uni<T> during(SqlClient connection, Uni<T> work) {
        return this == NONE
                ? work
                : Uni.combine().all().unis(holds(connection), work).with((holds, result) -> {
                    if (!holds) {
                        throw new NotHeldException();
                    }
                    return result;
                });
    }

    /** The condition does not hold. Nothing was stored. */
    final class NotHeldException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private NotHeldException() {
            super("the condition of the transaction does not hold", null, false, false);
        }
    }
}
