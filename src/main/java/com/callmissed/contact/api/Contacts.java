package com.callmissed.contact.api;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import com.callmissed.contact.merge.ContactMerge;
import com.callmissed.contact.merge.MergeBusyException;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.Transactions;
import com.callmissed.http.error.ApiException;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.security.Caller;
import com.callmissed.thread.ConversationEvent;
import com.callmissed.thread.ThreadSql;

/** The use cases of contacts. Each one owns its transaction; its events are committed with it. */
@ApplicationScoped
class Contacts {
    private final ContactStore store;
    private final ContactMerge merges;
    private final Transactions transactions;

    Contacts(ContactStore store, ContactMerge merges, Transactions transactions) {
        this.store = store;
        this.merges = merges;
        this.transactions = transactions;
    }

    Uni<List<ContactResponse>> list(UUID tenantId, ContactFilter filter) {
        return store.list(tenantId, filter);
    }

    /** Fails with not_found. */
    Uni<ContactDetails> get(UUID tenantId, UUID id) {
        return store.find(tenantId, id)
                .onItem()
                .ifNull()
                .failWith(Contacts::notFound)
                .chain(contact -> store.conversations(tenantId, id)
                        .map(conversations -> ContactDetails.of(contact, conversations)));
    }

    /** Changes a contact. Each of its latest conversations has an event with the new name. Fails with not_found. */
    Uni<ContactResponse> patch(Caller caller, UUID id, ContactPatch patch) {
        EventMetadata cause = caller.causes(Ids.now());
        UUID tenantId = caller.tenantId();
        return transactions
                .joinOrPerform(
                        sql -> store.patch(sql, tenantId, id, patch, cause.occurredAt())
                                .onItem()
                                .ifNull()
                                .failWith(Contacts::notFound)
                                .chain(changed ->
                                        events(sql, id, patch, cause).map(events -> new Changed(changed, events))),
                        Changed::events)
                .map(Changed::contact);
    }

    /**
     * Merges {@code from} into {@code id}. Fails with not_found, and with conflict while a message of theirs is being
     * sent.
     */
    Uni<ContactResponse> merge(Caller caller, UUID id, UUID from) {
        if (id.equals(from)) {
            throw ApiException.invalid("contact_id", "must be another contact");
        }
        EventMetadata cause = caller.causes(Ids.now());
        return transactions
                .joinOrPerform(
                        sql -> merges.merge(sql, id, from, cause)
                                .onItem()
                                .ifNull()
                                .failWith(Contacts::notFound)
                                .chain(events -> store.find(sql, caller.tenantId(), id)
                                        .map(contact -> new Changed(contact, events))),
                        Changed::events)
                .map(Changed::contact)
                .onFailure(MergeBusyException.class)
                .transform(busy ->
                        ApiException.conflict("A message of one of the contacts is being sent. Repeat the request"));
    }

    private Uni<List<ConversationEvent>> events(SqlExecutor sql, UUID id, ContactPatch patch, EventMetadata cause) {
        List<ConversationEvent> events = new ArrayList<>();
        return !patch.changesName()
                ? Uni.createFrom().item(events)
                : store.conversations(sql, cause.tenantId(), id)
                        .chain(conversations -> Multi.createFrom()
                                .iterable(conversations)
                                .onItem()
                                .transformToUniAndConcatenate(one -> ThreadSql.find(sql, cause.tenantId(), one.id())
                                        .invoke(conversation ->
                                                events.add(new ConversationEvent.ContactChanged(cause, conversation))))
                                .onItem()
                                .ignoreAsUni())
                        .replaceWith(events);
    }

    private static ApiException notFound() {
        return ApiException.notFound("Contact");
    }

    private record Changed(ContactResponse contact, List<ConversationEvent> events) {}
}
