package com.callmissed.contact.merge;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import com.callmissed.contact.ContactLinks;
import com.callmissed.contact.Customer;
import com.callmissed.contact.CustomerAddress;
import com.callmissed.events.EventMetadata;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.thread.Channel;
import com.callmissed.thread.ConversationEvent;
import com.callmissed.thread.ThreadOpener;

/**
 * Recognises the customer of a payload, when the addresses that it names do not lead to one contact already. Links
 * them, merges the contacts that they show to be one person, and moves what the channel says has changed.
 *
 * <p>Another transaction can overtake that of the caller, which uses {@link RecognitionAttempt} for it.
 */
@ApplicationScoped
public class CustomerRecognition {
    /**
     * A contact of the new number that is younger than this, counted from the change, is the person who has changed:
     * the first message came before the notice. An older one had the number before.
     */
    private static final Duration EARLY = Duration.ofDays(1);

    private final ContactLinks links;
    private final ContactMerge merges;

    CustomerRecognition(ContactLinks links, ContactMerge merges) {
        this.links = links;
        this.merges = merges;
    }

    /**
     * The contact of a customer.
     *
     * @param events of the conversations that were merged
     */
    public record Recognised(UUID contactId, List<ConversationEvent> events) {}

    /**
     * Runs in the transaction of the caller, on {@code sql}.
     *
     * @param changedAt when the channel says that an address has moved; null for now
     * @param cause of the events
     */
    public Uni<Recognised> recognise(
            SqlExecutor sql, UUID botId, Channel channel, Customer customer, Instant changedAt, EventMetadata cause) {
        return new Run(sql, cause, true).recognise(botId, channel, customer, changedAt);
    }

    /**
     * Like {@link #recognise}, but makes no contact. Returns null if no contact has any of the addresses, apart from
     * those that have moved.
     */
    public Uni<Recognised> recogniseKnown(
            SqlExecutor sql, UUID botId, Channel channel, Customer customer, Instant changedAt, EventMetadata cause) {
        return links.areKnown(sql, cause.tenantId(), customer.addresses())
                .chain(known -> known
                        ? recognise(sql, botId, channel, customer, changedAt, cause)
                        : Uni.createFrom().nullItem());
    }

    /**
     * Like {@link #recognise}, for a message of an earlier history: merges nothing. If the addresses lead to several
     * contacts, the customer is the one who has the first address.
     */
    public Uni<Recognised> recogniseImported(
            SqlExecutor sql, UUID botId, Channel channel, Customer customer, Instant changedAt, EventMetadata cause) {
        return links.areOfSeveral(sql, cause.tenantId(), customer.addresses())
                .map(several -> several ? customer.withFirstAddress() : customer)
                .chain(one -> new Run(sql, cause, false).recognise(botId, channel, one, changedAt));
    }

    /**
     * Like {@link #recogniseKnown}, for the recipient of a report. It names the addresses of the time when the message
     * was sent, and the number may be somebody else's now. So it adds user ids only: to the contact of one of them, or
     * to that of the number. It adds, moves and shows no number.
     */
    public Uni<Recognised> recogniseReported(
            SqlExecutor sql, UUID botId, Channel channel, Customer recipient, EventMetadata cause) {
        List<CustomerAddress> users = recipient.userIds();
        if (users.isEmpty()) {
            return Uni.createFrom().nullItem();
        }
        Customer known = new Customer(users, recipient.profileName(), List.of());
        return recogniseKnown(sql, botId, channel, known, null, cause)
                .onItem()
                .ifNull()
                .switchTo(() -> links.addUserIds(sql, cause.tenantId(), recipient, cause.occurredAt())
                        .map(contact -> contact == null ? null : new Recognised(contact, List.of())));
    }

    /** One recognition. */
    private final class Run {
        private final SqlExecutor sql;
        private final UUID tenantId;
        private final EventMetadata cause;
        private final boolean joining;
        private final List<ConversationEvent> events = new ArrayList<>();

        /** @param joining whether to merge contacts that are one person */
        private Run(SqlExecutor sql, EventMetadata cause, boolean joining) {
            this.sql = sql;
            this.tenantId = cause.tenantId();
            this.cause = cause;
            this.joining = joining;
        }

        private Uni<Recognised> recognise(UUID botId, Channel channel, Customer customer, Instant changedAt) {
            return alreadyMoved(customer)
                    .chain(moved -> moved
                            ? recognise(
                                    botId,
                                    channel,
                                    new Customer(customer.moved(), customer.profileName(), List.of()),
                                    null)
                            : recogniseChange(botId, channel, customer, changedAt));
        }

        /**
         * Whether a notice repeats what is known: only the new user ids have a contact. A number does not show that,
         * because somebody else may have had it.
         */
        private Uni<Boolean> alreadyMoved(Customer customer) {
            return customer.moved().isEmpty() || customer.moved().stream().anyMatch(CustomerAddress::isNumber)
                    ? Uni.createFrom().item(false)
                    : links.areKnown(sql, tenantId, customer.addresses())
                            .chain(known -> known
                                    ? Uni.createFrom().item(false)
                                    : links.areKnown(sql, tenantId, customer.moved()));
        }

        private Uni<Recognised> recogniseChange(UUID botId, Channel channel, Customer customer, Instant changedAt) {
            Instant since = (changedAt == null ? cause.occurredAt() : changedAt).minus(EARLY);
            return links.link(sql, tenantId, customer.addresses(), customer.profileName(), cause.occurredAt())
                    .call(link -> release(link.former(), numbers(link.added()), link.contactId()))
                    .call(link -> mergeAll(joining ? link.doubles() : List.of(), link.contactId()))
                    .call(link -> adoptAll(botId, channel, customer.addresses(), link.contactId()))
                    .call(link -> moveAll(customer, link.contactId(), since))
                    .call(link -> show(numbers(shown(customer, link)), link.contactId()))
                    .map(link -> new Recognised(link.contactId(), events));
        }

        /** The threads of the contact show a new address. A new contact has none yet. */
        private static List<CustomerAddress> shown(Customer customer, ContactLinks.Link link) {
            return !customer.moved().isEmpty() ? customer.moved() : link.isNew() ? List.of() : link.added();
        }

        private Uni<Void> mergeAll(List<UUID> doubles, UUID contactId) {
            return Multi.createFrom()
                    .iterable(doubles)
                    .onItem()
                    .transformToUniAndConcatenate(one -> merge(one, contactId))
                    .onItem()
                    .ignoreAsUni();
        }

        private Uni<Void> merge(UUID from, UUID into) {
            return merges.merge(sql, into, from, cause)
                    .invoke(merged -> {
                        if (merged != null) {
                            events.addAll(merged);
                        }
                    })
                    .replaceWithVoid();
        }

        private Uni<Void> adoptAll(UUID botId, Channel channel, List<CustomerAddress> addresses, UUID contactId) {
            return Multi.createFrom()
                    .iterable(addresses)
                    .onItem()
                    .transformToUniAndConcatenate(
                            address -> ThreadOpener.adopt(sql, tenantId, botId, channel, address, contactId))
                    .onItem()
                    .ignoreAsUni();
        }

        /** Gives each new address to the contact, in place of the named ones of its kind. */
        private Uni<Void> moveAll(Customer customer, UUID contactId, Instant since) {
            return Multi.createFrom()
                    .iterable(customer.moved())
                    .onItem()
                    .transformToUniAndConcatenate(address -> move(address, customer, contactId, since))
                    .onItem()
                    .ignoreAsUni();
        }

        private Uni<Void> move(CustomerAddress address, Customer customer, UUID contactId, Instant since) {
            return links.holder(sql, tenantId, address)
                    .chain(holder -> holder == null || holder.contactId().equals(contactId)
                            ? Uni.createFrom().voidItem()
                            : !address.isNumber() || holder.since().isAfter(since)
                                    ? merge(holder.contactId(), contactId)
                                    : links.move(sql, tenantId, address, contactId, cause.occurredAt())
                                            .chain(() ->
                                                    release(List.of(holder.contactId()), List.of(address), contactId)))
                    .chain(() -> links.move(sql, tenantId, address, contactId, cause.occurredAt()))
                    .chain(() -> forget(
                            customer.addresses().stream()
                                    .filter(old -> old.isNumber() == address.isNumber())
                                    .filter(old -> !old.identity().equals(address.identity()))
                                    .toList(),
                            contactId));
        }

        private Uni<Void> forget(List<CustomerAddress> addresses, UUID contactId) {
            return Multi.createFrom()
                    .iterable(addresses)
                    .onItem()
                    .transformToUniAndConcatenate(address -> links.unlink(sql, tenantId, address, contactId))
                    .onItem()
                    .ignoreAsUni();
        }

        private Uni<Void> release(List<UUID> former, List<CustomerAddress> numbers, UUID contactId) {
            return former.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : Multi.createFrom()
                            .iterable(numbers)
                            .onItem()
                            .transformToUniAndConcatenate(number -> ShownAddress.release(sql, tenantId, former, number))
                            .onItem()
                            .ignoreAsUni();
        }

        private Uni<Void> show(List<CustomerAddress> numbers, UUID contactId) {
            return numbers.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : ShownAddress.show(sql, tenantId, contactId, numbers.get(0));
        }

        private static List<CustomerAddress> numbers(List<CustomerAddress> addresses) {
            return addresses.stream().filter(CustomerAddress::isNumber).toList();
        }
    }
}
