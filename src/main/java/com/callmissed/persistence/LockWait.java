package com.callmissed.persistence;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/** Limits how long a system job waits for a lock, so that a blocked tenant does not keep the job's connections. */
public final class LockWait {
    private static final String BOUND = "SET LOCAL lock_timeout = '10s'";

    private LockWait() {}

    /** Applies to the rest of the transaction of {@code connection}, including the append to the log. */
    public static Uni<Void> bound(SqlConnection connection) {
        return connection.query(BOUND).execute().replaceWithVoid();
    }
}
