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

import com.callmissed.events.Actor;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.Transactions;
import com.callmissed.outbound.OutboxMetrics;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.Ids;
import com.callmissed.thread.ConversationEvent;
import com.callmissed.thread.ConversationResponse;
import com.callmissed.thread.ConversationRow;
import com.callmissed.thread.ConversationStatus;

/** How phone calls end: handed to people, hung up, or forgotten by their provider. Every method may be repeated. */
@ApplicationScoped
public class CallEndings {
    private static final Map<String, Object> CALL_ENDED =
            failure("call_ended", "Not said: the call ended before the bot's answer was there");
    private static final Map<String, Object> NOT_COLLECTED =
            failure("not_collected", "Not said: the call did not come back for it");

    private final Transactions transactions;
    private final CallEndingStore store;
    private final OutboxMetrics metrics;
    private final Ids ids;

    CallEndings(Transactions transactions, CallEndingStore store, OutboxMetrics metrics, Ids ids) {
        this.transactions = transactions;
        this.store = store;
        this.metrics = metrics;
        this.ids = ids;
    }

    /** The bot gives an active call to people. Changes nothing when that was done before, or the call is over. */
    public Uni<Void> escalate(VoiceCall call, UUID conversationId, String requestId) {
        Instant now = Ids.now();
        Actor bot = Actor.bot(call.botId());
        EventMetadata metadata = EventMetadata.of(call.tenantId(), now, bot, requestId);
        return transactions
                .perform(
                        connection -> store.escalate(connection, call.tenantId(), conversationId, now),
                        rows -> Columns.list(
                                rows,
                                row -> new ConversationEvent.StatusChanged(
                                        metadata, ConversationRow.LIST.read(ConversationRow.TYPE, row))))
                .replaceWithVoid();
    }

    /**
     * The provider says that the call has ended. The first word counts: an active conversation is completed or failed, the
     * duration is set where there is none, and what the bot was about to say is not said. A call that nothing was heard of is
     * stored, so that a missed call is seen.
     *
     * @param taken false for a call that did not come about
     * @param durationSeconds null when the provider does not say
     */
    public Uni<Void> end(VoiceCall call, boolean taken, Integer durationSeconds, String requestId) {
        Instant now = Ids.now();
        UUID newId = ids.next();
        ConversationStatus status = taken ? ConversationStatus.COMPLETED : ConversationStatus.FAILED;
        return transactions
                .perform(
                        connection -> store.end(connection, call, newId, status, durationSeconds, now)
                                .chain(ended -> ended == null
                                        ? Uni.createFrom().item(List.<ConversationEvent>of())
                                        : end(connection, ended, newId, now, requestId)),
                        events -> events)
                .invoke(this::count)
                .replaceWithVoid();
    }

    private Uni<List<ConversationEvent>> end(
            SqlConnection connection, CallEndingStore.Ended ended, UUID newId, Instant now, String requestId) {
        ConversationResponse conversation = ended.conversation();
        EventMetadata metadata = EventMetadata.of(conversation.tenantId(), now, Actor.SYSTEM, requestId);
        List<ConversationEvent> events = new ArrayList<>();
        if (conversation.id().equals(newId)) {
            events.add(new ConversationEvent.Started(metadata, conversation));
        } else if (ended.statusChanged()) {
            events.add(new ConversationEvent.StatusChanged(metadata, conversation));
        }
        return store.stop(connection, conversation.tenantId(), conversation.id(), CALL_ENDED)
                .invoke(rows -> events.addAll(changed(rows, requestId)))
                .replaceWith(events);
    }

    /** Up to {@code limit} tenants, but those of {@code except}, with answers that {@link #failUncollected} would end. */
    public Uni<List<UUID>> uncollected(Duration age, int limit, Collection<UUID> except) {
        return store.uncollected(age, limit, except);
    }

    /**
     * Ends up to {@code limit} answers of one tenant that were not collected for longer than {@code age}: the end of their calls
     * was never told. Answers how many. Fails when it would have to wait long.
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
