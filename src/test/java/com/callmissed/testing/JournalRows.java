package com.callmissed.testing;

import java.util.List;
import java.util.UUID;

/** Reads the journal of inbound payloads. */
public final class JournalRows {
    private JournalRows() {}

    /** The outcomes of a tenant's payloads in the order of their arrival. */
    public static List<String> outcomes(UUID tenant) {
        return Database.column("SELECT outcome FROM inbound_payload WHERE tenant_id = ? ORDER BY id", tenant);
    }
}
