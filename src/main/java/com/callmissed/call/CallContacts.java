package com.callmissed.call;

import java.time.Instant;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

import com.callmissed.contact.ContactLinks;
import com.callmissed.persistence.SqlExecutor;

/** The contacts of callers. */
final class CallContacts {
    private CallContacts() {}

    /** Finds or makes the contact of the caller, in the transaction of the caller's statement; null if withheld. */
    static Uni<UUID> of(ContactLinks links, SqlExecutor sql, VoiceCall call, Instant now) {
        return call.caller() == null
                ? Uni.createFrom().nullItem()
                : links.contactOf(sql, call.tenantId(), call.caller(), now);
    }
}
