package com.callmissed.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/** What the journal of inbound payloads holds. */
public final class JournalRows {
    private JournalRows() {}

    /** The outcomes of a tenant's payloads in the order of their arrival. */
    public static List<String> outcomes(Pool pool, UUID tenant) {
        List<String> outcomes = new ArrayList<>();
        pool.preparedQuery("SELECT outcome FROM inbound_payload WHERE tenant_id = $1 ORDER BY id")
                .execute(Tuple.of(tenant))
                .await()
                .indefinitely()
                .forEach(row -> outcomes.add(row.getString(0)));
        return outcomes;
    }
}
