package com.callmissed.call;

import java.time.Instant;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.contact.merge.CustomerRecognition;
import com.callmissed.contact.merge.CustomerRecognition.Recognised;
import com.callmissed.events.Actor;
import com.callmissed.events.EventMetadata;
import com.callmissed.persistence.SqlExecutor;

/** The contacts of callers. */
@ApplicationScoped
class CallContacts {
    private static final Recognised NOBODY = new Recognised(null, List.of());

    private final CustomerRecognition recognition;

    CallContacts(CustomerRecognition recognition) {
        this.recognition = recognition;
    }

    /**
     * Finds or makes the contact of the caller, in the transaction of {@code sql}. The contact is null if the caller
     * has withheld the number.
     *
     * @param requestId may be null
     */
    Uni<Recognised> of(SqlExecutor sql, VoiceCall call, Instant now, String requestId) {
        return call.caller() == null
                ? Uni.createFrom().item(NOBODY)
                : recognition.recognise(
                        sql,
                        call.botId(),
                        VoiceCall.CHANNEL,
                        call.caller(),
                        now,
                        EventMetadata.of(call.tenantId(), now, Actor.SYSTEM, requestId));
    }
}
