package com.callmissed.persistence;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/** How long a system job waits for a lock: a tenant that stands still must not keep its connections. */
public final class LockWait {
    private static final String BOUND = "SET LOCAL lock_timeout = '10s'";

    private LockWait() {}

    /** For the rest of the transaction of {@code connection}, the append to the log included. */
    public static Uni<Void> bound(SqlConnection connection) {
        return connection.query(BOUND).execute().replaceWithVoid();
    }
}
