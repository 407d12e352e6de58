package com.callmissed.call;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;

import com.callmissed.contact.merge.CustomerRecognition.Recognised;
import com.callmissed.events.Actor;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.Transactions;
import com.callmissed.outbound.OutboxMetrics;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.CommitGuard;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.thread.ConversationEvent;
import com.callmissed.thread.ConversationResponse;
import com.callmissed.thread.ConversationStatus;
import com.callmissed.thread.StatusReason;
import com.callmissed.thread.ThreadSql;

/**
 * The ways in which phone calls end: handed to people, hung up, or without a report of the provider. Every method may
 * be repeated.
 */
@ApplicationScoped
public class CallEndings {
    private static final Map<String, Object> CALL_ENDED =
            failure("call_ended", "Not said: the call ended before the bot's answer was there");
    private static final Map<String, Object> NOT_COLLECTED =
            failure("not_collected", "Not said: the provider did not collect it");

    private final Transactions transactions;
    private final CallEndingStore store;
    private final CallContacts contacts;
    private final OutboxMetrics metrics;
    private final Ids ids;

    CallEndings(
            Transactions transactions, CallEndingStore store, CallContacts contacts, OutboxMetrics metrics, Ids ids) {
        this.transactions = transactions;
        this.store = store;
        this.contacts = contacts;
        this.metrics = metrics;
        this.ids = ids;
    }

    /**
     * Hands an active call to people. Changes nothing if it was escalated before or is over.
     *
     * @param reason why the service does so by itself; null if the caller or a person wants it
     * @param requestId may be null
     */
    public Uni<Void> escalate(VoiceCall call, UUID conversationId, StatusReason reason, String requestId) {
        Instant now = Ids.now();
        Actor bot = Actor.bot(call.botId());
        EventMetadata metadata = EventMetadata.of(call.tenantId(), now, bot, requestId);
        return transactions
                .perform(
                        connection -> ThreadSql.escalate(
                                SqlExecutor.on(connection), call.tenantId(), conversationId, reason, now),
                        escalated -> escalated == null
                                ? List.of()
                                : List.of(new ConversationEvent.StatusChanged(metadata, escalated)))
                .replaceWithVoid();
    }

    /**
     * Applies the provider's report that the call has ended. The first report counts: an active conversation becomes
     * completed or failed, the duration is set if it is not set yet, and queued answers of the bot are not said. An
     * unknown call is stored, so that people see a missed call. A failed call in which nobody was heard and that has
     * no duration has the reason {@link StatusReason#MISSED_CALL}.
     *
     * @param taken false for a call that was not answered, or has failed
     * @param durationSeconds null if the provider does not report it
     * @param guard of the transaction
     * @return whether anything has changed
     */
    public Uni<Boolean> end(
            VoiceCall call, boolean taken, Integer durationSeconds, String requestId, CommitGuard guard) {
        Instant now = Ids.now();
        UUID newId = ids.next();
        ConversationStatus status = taken ? ConversationStatus.COMPLETED : ConversationStatus.FAILED;
        return contacts.perform(
                        call,
                        now,
                        requestId,
                        guard,
                        (connection, caller) -> store.end(
                                        connection, call, caller.contactId(), newId, status, durationSeconds, now)
                                .chain(ended -> ended == null
                                        ? Uni.createFrom().item(caller.events())
                                        : end(connection, caller, ended, newId, now, requestId)),
                        (List<ConversationEvent> events) -> events)
                .invoke(this::count)
                .map(events -> !events.isEmpty());
    }

    private Uni<List<ConversationEvent>> end(
            SqlConnection connection,
            Recognised caller,
            CallEndingStore.Ended ended,
            UUID newId,
            Instant now,
            String requestId) {
        ConversationResponse conversation = ended.conversation();
        EventMetadata metadata = EventMetadata.of(conversation.tenantId(), now, Actor.SYSTEM, requestId);
        List<ConversationEvent> events = new ArrayList<>(caller.events());
        if (conversation.id().equals(newId)) {
            events.add(new ConversationEvent.Started(metadata, conversation));
        } else if (ended.statusChanged()) {
            events.add(new ConversationEvent.StatusChanged(metadata, conversation));
        }
        return store.stop(connection, conversation.tenantId(), conversation.id(), CALL_ENDED)
                .invoke(rows -> events.addAll(changed(rows, requestId)))
                .replaceWith(events);
    }

    /**
     * Returns up to {@code limit} tenants with answers for {@link #failUncollected}, without those in {@code except}.
     */
    public Uni<List<UUID>> uncollected(Duration age, int limit, Collection<UUID> except) {
        return store.uncollected(age, limit, except);
    }

    /**
     * Ends up to {@code limit} answers of one tenant that were not collected for longer than {@code age}, because the
     * end of their calls was never reported. Returns the number of ended answers. Fails if it would have to wait long
     * for a lock.
     */
    public Uni<Integer> failUncollected(UUID tenantId, Duration age, int limit) {
        return transactions
                .perform(
                        connection -> store.failUncollected(connection, tenantId, age, limit, NOT_COLLECTED)
                                .map(rows -> changed(rows, null)),
                        events -> events)
                .invoke(this::count)
                .map(List::size);
    }

    private void count(List<ConversationEvent> events) {
        events.stream()
                .filter(event -> event.message() != null)
                .forEach(event -> metrics.settled(event.message(), null));
    }

    private static List<ConversationEvent> changed(RowSet<Row> rows, String requestId) {
        return Columns.list(rows, row -> ConversationEvent.MessageStatusChanged.read(row, requestId));
    }

    private static Map<String, Object> failure(String code, String title) {
        return Map.of("error", Map.of("code", code, "title", title));
    }
}
