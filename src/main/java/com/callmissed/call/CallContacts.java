package com.callmissed.call;

import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import com.callmissed.contact.merge.CustomerRecognition;
import com.callmissed.contact.merge.CustomerRecognition.Recognised;
import com.callmissed.contact.merge.RecognitionAttempt;
import com.callmissed.events.Actor;
import com.callmissed.events.DomainEvent;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.Transactions;
import com.callmissed.persistence.CommitGuard;
import com.callmissed.persistence.SqlExecutor;

/** The contacts of callers. */
@ApplicationScoped
class CallContacts {
    private static final Recognised NOBODY = new Recognised(null, List.of());

    private final CustomerRecognition recognition;
    private final Transactions transactions;

    CallContacts(CustomerRecognition recognition, Transactions transactions) {
        this.recognition = recognition;
        this.transactions = transactions;
    }

    /**
     * Runs {@code work} with the contact of the caller, in one transaction. Repeats it like {@link
     * RecognitionAttempt#run}.
     *
     * @param requestId may be null
     * @param produced returns the events for the outcome of {@code work}
     */
    <T> Uni<T> perform(
            VoiceCall call,
            Instant now,
            String requestId,
            CommitGuard guard,
            BiFunction<SqlConnection, Recognised, Uni<T>> work,
            Function<T, List<? extends DomainEvent>> produced) {
        return RecognitionAttempt.run(overtaken -> transactions.perform(
                connection -> guard.during(
                        connection,
                        of(SqlExecutor.on(connection), call, now, requestId)
                                .chain(caller -> work.apply(connection, caller))),
                produced));
    }

    /** Finds or makes the contact of the caller. It is null if the caller has withheld the number. */
    private Uni<Recognised> of(SqlExecutor sql, VoiceCall call, Instant now, String requestId) {
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
