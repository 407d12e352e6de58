package com.callmissed.conversation;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.contact.CustomerAddress;
import com.callmissed.events.EventLog;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.Transactions;
import com.callmissed.events.UnitOfWork;
import com.callmissed.http.PhoneNumber;
import com.callmissed.http.error.ApiException;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.LargeReads.Receiver;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.security.Caller;
import com.callmissed.thread.ConversationEvent;
import com.callmissed.thread.ConversationResponse;
import com.callmissed.thread.ConversationStatus;
import com.callmissed.thread.NewThread;
import com.callmissed.thread.ThreadSql;
import com.callmissed.thread.Threads;

/**
 * The use cases of conversations. Each one owns its transaction; its events are committed with it. A conversation of
 * another tenant is treated as absent.
 */
@ApplicationScoped
public class Conversations {
    private final UnitOfWork unitOfWork;
    private final Transactions transactions;
    private final ConversationStore store;
    private final Threads threads;
    private final EventLog log;

    Conversations(
            UnitOfWork unitOfWork, Transactions transactions, ConversationStore store, Threads threads, EventLog log) {
        this.unitOfWork = unitOfWork;
        this.transactions = transactions;
        this.log = log;
        this.store = store;
        this.threads = threads;
    }

    /**
     * Returns a list with the cursor of the event feed. The feed after this cursor has every later change of the list,
     * and no change that the list already contains.
     */
    Uni<ConversationStore.Listing> list(UUID tenantId, ConversationFilter filter, Receiver receiver) {
        return store.list(tenantId, filter)
                .chain(listing -> listing.cursor() == null
                        ? listBehind(tenantId, filter)
                        : Uni.createFrom().item(listing))
                .chain(listing -> store.complete(tenantId, listing, receiver));
    }

    /**
     * For an empty list: no row contains the cursor, so this reads the position of the feed first and then the list
     * again.
     */
    private Uni<ConversationStore.Listing> listBehind(UUID tenantId, ConversationFilter filter) {
        return log.position(tenantId).chain(cursor -> store.list(tenantId, filter)
                .map(listing -> listing.cursor() == null
                        ? new ConversationStore.Listing(listing.conversations(), listing.more(), cursor)
                        : listing));
    }

    Uni<ConversationResponse> get(UUID tenantId, UUID id, Receiver receiver) {
        return store.find(tenantId, id, receiver);
    }

    /** Finds or opens the thread of a customer on WhatsApp. Opens a new conversation for each voice call. */
    public Uni<Threads.Opened> open(Caller caller, OpenConversationRequest request) {
        NewThread thread = new NewThread(request.botId(), request.channel(), customer(request), request.metadata());
        return unitOfWork.perform(
                events -> threads.open(caller.tenantId(), thread).invoke(opened -> {
                    if (opened.created()) {
                        events.record(new ConversationEvent.Started(caller.causes(Ids.now()), opened.conversation()));
                    }
                }));
    }

    private static CustomerAddress customer(OpenConversationRequest request) {
        CustomerAddress customer = CustomerAddress.ofCaller(request.externalId(), null);
        if (customer.shown().isEmpty()) {
            throw ApiException.invalid("external_id", "must not be blank");
        }
        if (request.channel().isAddressedByNumber() && !customer.shown().matches(PhoneNumber.PATTERN)) {
            throw ApiException.invalid("external_id", PhoneNumber.EXPECTATION);
        }
        return customer.shown().equals(NewThread.ANONYMOUS) ? null : customer;
    }

    /** Sets the status. If the conversation has it already, nothing changes and no event is recorded. */
    public Uni<ConversationResponse> changeStatus(Caller caller, UUID id, ConversationStatus status) {
        EventMetadata metadata = caller.causes(Ids.now());
        return transactions
                .joinOrPerform(
                        sql -> Threads.follow(
                                sql, metadata.tenantId(), id, kept -> changeStatus(sql, metadata, kept, status)),
                        outcome -> outcome.changed()
                                ? List.of(new ConversationEvent.StatusChanged(metadata, outcome.conversation()))
                                : List.of())
                .map(Outcome::conversation);
    }

    /** Returns null if there is no such conversation. */
    private static Uni<Outcome> changeStatus(
            SqlExecutor sql, EventMetadata metadata, UUID id, ConversationStatus status) {
        UUID tenantId = metadata.tenantId();
        return ThreadSql.changeStatus(sql, tenantId, id, status, metadata.occurredAt())
                .chain(changed -> changed == null
                        ? ThreadSql.find(sql, tenantId, id).map(same -> same == null ? null : new Outcome(same, false))
                        : Uni.createFrom().item(new Outcome(changed, true)));
    }

    private record Outcome(ConversationResponse conversation, boolean changed) {}
}
