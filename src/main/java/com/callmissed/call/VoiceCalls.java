package com.callmissed.call;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;

import com.callmissed.autoreply.Turns;
import com.callmissed.contact.merge.CustomerRecognition.Recognised;
import com.callmissed.events.Actor;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.Transactions;
import com.callmissed.outbound.OutboxConfig;
import com.callmissed.outbound.OutgoingMessage;
import com.callmissed.persistence.CommitGuard;
import com.callmissed.persistence.Constraints;
import com.callmissed.persistence.Ids;
import com.callmissed.thread.ConversationEvent;
import com.callmissed.thread.ConversationResponse;
import com.callmissed.thread.ConversationRow;
import com.callmissed.thread.ConversationStatus;
import com.callmissed.thread.MessageRow;
import com.callmissed.thread.ThreadSql;

/**
 * Phone calls that are in progress. Each method runs in its own short transaction. It may be repeated, in parallel and
 * in any process: a call has one conversation, and the same words are stored once.
 */
@ApplicationScoped
public class VoiceCalls {
    private static final String PROVIDER_ID_UNIQUE = "message_provider_id_uq";

    private final VoiceCallStore store;
    private final CallContacts contacts;
    private final Turns turns;
    private final OutboxConfig outbox;
    private final Transactions transactions;
    private final Ids ids;

    VoiceCalls(
            VoiceCallStore store,
            CallContacts contacts,
            Turns turns,
            OutboxConfig outbox,
            Transactions transactions,
            Ids ids) {
        this.store = store;
        this.contacts = contacts;
        this.turns = turns;
        this.outbox = outbox;
        this.transactions = transactions;
        this.ids = ids;
    }

    /**
     * Opens the conversation of an incoming call with the bot's greeting. For a known call it claims the greeting
     * again, as long as the bot may speak, nothing else was said, and the greeting is not being said.
     *
     * @param requestId of the webhook call, for the events; may be null
     */
    public Uni<BegunCall> begin(VoiceCall call, String greeting, String requestId) {
        long nanos = System.nanoTime();
        var opening = opening(ConversationStatus.ACTIVE, greeting);
        return open(call, opening, requestId, CommitGuard.NONE)
                .chain(opened -> opened
                        ? Uni.createFrom()
                                .item(new BegunCall(
                                        opening.conversationId(),
                                        greeting(
                                                call,
                                                opening.conversationId(),
                                                opening.messageId(),
                                                greeting,
                                                opening.claim(),
                                                nanos)))
                        : beginAgain(call));
    }

    /** Stores an incoming call that the bot does not take as a failed conversation. A known call is not changed. */
    public Uni<Void> refuse(VoiceCall call, String requestId) {
        return open(call, opening(ConversationStatus.FAILED, null), requestId, CommitGuard.NONE)
                .replaceWithVoid();
    }

    /**
     * Stores a call that is offered to the business elsewhere. The bot says nothing in it.
     *
     * @param guard of the transaction
     * @return false if the call is known
     */
    public Uni<Boolean> offer(VoiceCall call, String requestId, CommitGuard guard) {
        return open(call, opening(ConversationStatus.ACTIVE, null), requestId, guard);
    }

    /**
     * Stores what the caller said and requests an answer at once, if the bot may give one. Opens the conversation of an
     * unknown call. Words that arrive after the end of a call are stored and change nothing else.
     *
     * @param providerId unique per bot; words with a known id are not stored again
     * @param wantsPerson whether to escalate the conversation instead of requesting an answer
     * @return the conversation, and whether the words are new
     */
    public Uni<Heard> hear(VoiceCall call, String providerId, String words, boolean wantsPerson, String requestId) {
        Instant now = Ids.now();
        return transactions
                .perform(
                        connection -> store.hear(connection, call, providerId, words, wantsPerson, ids.next(), now),
                        heard -> heard(call, heard, now, requestId))
                .onItem()
                .ifNotNull()
                .invoke(heard -> turns.dueNow())
                .map(heard ->
                        heard == null ? null : new Heard(heard.conversation().id(), true))
                // Two deliveries at the same time: the second one to commit violates the constraint and stores nothing.
                .onFailure(failure -> Constraints.violates(failure, PROVIDER_ID_UNIQUE))
                .recoverWithNull()
                .onItem()
                .ifNull()
                .switchTo(() -> store.find(call)
                        .chain(known -> known == null
                                ? open(call, opening(ConversationStatus.ACTIVE, null), requestId, CommitGuard.NONE)
                                        .chain(() -> hear(call, providerId, words, wantsPerson, requestId))
                                : Uni.createFrom().item(new Heard(known, false))));
    }

    /** The conversation of the words, and whether they were new. */
    public record Heard(UUID conversationId, boolean isNew) {}

    /** Returns the conversation of a call; null if the call is not known. */
    public Uni<UUID> find(VoiceCall call) {
        return store.find(call);
    }

    /**
     * Returns which of some bots has a call; null if none of them has it.
     *
     * @param bots ids of the bots, with their tenants
     */
    public Uni<UUID> findBot(Map<UUID, UUID> bots, String callId) {
        List<UUID> ids = List.copyOf(bots.keySet());
        return store.findBot(ids.stream().map(bots::get).toArray(UUID[]::new), ids.toArray(UUID[]::new), callId);
    }

    /** Returns null if the tenant has no such conversation. */
    public Uni<CallView> look(UUID tenantId, UUID conversationId) {
        return store.look(tenantId, conversationId);
    }

    private VoiceCallStore.Opening opening(ConversationStatus status, String words) {
        return new VoiceCallStore.Opening(ids.next(), status, words, ids.next(), UUID.randomUUID());
    }

    private Uni<Boolean> open(VoiceCall call, VoiceCallStore.Opening opening, String requestId, CommitGuard guard) {
        Instant now = Ids.now();
        return contacts.perform(
                        call,
                        now,
                        requestId,
                        guard,
                        (connection, caller) -> store.begin(
                                        connection, call, caller.contactId(), opening, outbox.lease(), now)
                                .map(rows -> new Opened(caller, rows)),
                        opened -> begun(call, opened, now, requestId))
                .map(opened -> opened.rows().size() > 0);
    }

    /**
     * A call that was opened.
     *
     * @param rows empty if the call was known
     */
    private record Opened(Recognised caller, RowSet<Row> rows) {}

    private Uni<BegunCall> beginAgain(VoiceCall call) {
        return store.find(call).chain(id -> transactions
                .perform(
                        connection -> ThreadSql.lock(connection, call.tenantId(), id)
                                .chain(standing -> standing.refusal() == null
                                        ? greetAgain(connection, call, id)
                                        : Uni.createFrom().nullItem()),
                        greeting -> List.of())
                .map(greeting -> new BegunCall(id, greeting)));
    }

    private Uni<OutgoingMessage> greetAgain(SqlConnection connection, VoiceCall call, UUID id) {
        long nanos = System.nanoTime();
        UUID claim = UUID.randomUUID();
        return store.greetAgain(connection, call.tenantId(), id, claim, outbox.lease())
                .map(greeting -> greeting == null
                        ? null
                        : greeting(call, id, greeting.messageId(), greeting.content(), claim, nanos));
    }

    private static OutgoingMessage greeting(
            VoiceCall call, UUID conversationId, UUID messageId, String words, UUID claim, long nanos) {
        return new OutgoingMessage(
                call.tenantId(),
                conversationId,
                call.botId(),
                1,
                messageId,
                claim,
                call.shownCaller(),
                false,
                words,
                true,
                1,
                0,
                0,
                null,
                nanos);
    }

    private static List<ConversationEvent> begun(VoiceCall call, Opened opened, Instant now, String requestId) {
        List<ConversationEvent> events = new ArrayList<>(opened.caller().events());
        for (Row row : opened.rows()) {
            ConversationResponse conversation = MessageRow.WITH_CONVERSATION.read(ConversationRow.TYPE, row);
            events.add(new ConversationEvent.Started(
                    EventMetadata.of(call.tenantId(), now, Actor.customer(call.shownCaller()), requestId),
                    conversation));
            if (MessageRow.WITH_CONVERSATION.has(MessageRow.TYPE, row)) {
                Actor bot = Actor.bot(call.botId());
                events.add(new ConversationEvent.MessageSent(
                        EventMetadata.of(call.tenantId(), now, bot, requestId),
                        conversation,
                        MessageRow.WITH_CONVERSATION.read(MessageRow.TYPE, row)));
            }
        }
        return events;
    }

    private static List<ConversationEvent> heard(
            VoiceCall call, VoiceCallStore.Words heard, Instant now, String requestId) {
        if (heard == null) {
            return List.of();
        }
        EventMetadata metadata = EventMetadata.of(call.tenantId(), now, Actor.customer(call.shownCaller()), requestId);
        List<ConversationEvent> events = new ArrayList<>(2);
        events.add(new ConversationEvent.MessageReceived(metadata, heard.conversation(), heard.message()));
        if (heard.escalated()) {
            events.add(new ConversationEvent.StatusChanged(metadata, heard.conversation()));
        }
        return events;
    }
}
