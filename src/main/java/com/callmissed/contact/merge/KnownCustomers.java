package com.callmissed.contact.merge;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.Uni;

import com.callmissed.contact.Customer;
import com.callmissed.contact.CustomerAddress;
import com.callmissed.contact.Identity;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.Transactions;
import com.callmissed.persistence.CommitGuard;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.thread.Channel;
import com.callmissed.thread.ConversationEvent;

/**
 * Links further addresses of customers who are contacts already, as channels name them beside messages: in a report, or
 * in the response to a request. Makes no contact. May be used on any thread.
 */
@ApplicationScoped
public class KnownCustomers {
    private static final int MOST_KNOWN = 10_000;

    private final CustomerRecognition recognition;
    private final Transactions transactions;
    /** Customers who were linked recently, so that a conversation does not repeat it with each message. */
    private final Cache<Known, Boolean> known = Caffeine.newBuilder()
            .maximumSize(MOST_KNOWN)
            .expireAfterWrite(Duration.ofHours(1))
            .executor(Runnable::run)
            .build();

    KnownCustomers(CustomerRecognition recognition, Transactions transactions) {
        this.recognition = recognition;
        this.transactions = transactions;
    }

    private record Known(UUID tenantId, UUID botId, Set<Identity> identities, boolean reported) {}

    /**
     * Links the addresses of a customer in a transaction of its own. Calls may be repeated.
     *
     * @param changedAt when the channel says that an address has moved; null for now
     * @param requestId for the events; may be null
     * @return whether there was something to link. Fails with {@link MergeBusyException}.
     */
    public Uni<Boolean> learn(
            UUID tenantId,
            UUID botId,
            Channel channel,
            Customer customer,
            Instant changedAt,
            String requestId,
            CommitGuard guard) {
        EventMetadata cause = EventMetadata.ofSystem(tenantId, requestId);
        return learn(
                new Known(tenantId, botId, identities(customer), false),
                !customer.moved().isEmpty(),
                guard,
                sql -> recognition.recogniseKnown(sql, botId, channel, customer, changedAt, cause));
    }

    /**
     * Like {@link #learn}, for the recipient of a report: links user ids only, see {@link
     * CustomerRecognition#recogniseReported}.
     */
    public Uni<Boolean> learnReported(
            UUID tenantId, UUID botId, Channel channel, Customer recipient, String requestId, CommitGuard guard) {
        EventMetadata cause = EventMetadata.ofSystem(tenantId, requestId);
        return learn(
                new Known(tenantId, botId, identities(recipient), true),
                false,
                guard,
                sql -> recognition.recogniseReported(sql, botId, channel, recipient, cause));
    }

    private Uni<Boolean> learn(
            Known key,
            boolean moves,
            CommitGuard guard,
            Function<SqlExecutor, Uni<CustomerRecognition.Recognised>> recognise) {
        if (key.identities().size() < 2 || !moves && known.getIfPresent(key) != null) {
            return Uni.createFrom().item(false);
        }
        return RecognitionAttempt.run(again -> transactions.perform(
                        connection -> guard.during(connection, recognise.apply(SqlExecutor.on(connection))),
                        recognised -> recognised == null ? List.<ConversationEvent>of() : recognised.events()))
                .invoke(recognised -> {
                    if (recognised != null && !moves) {
                        known.put(key, true);
                    }
                })
                .map(recognised -> recognised != null);
    }

    private static Set<Identity> identities(Customer customer) {
        return Stream.concat(customer.addresses().stream(), customer.moved().stream())
                .map(CustomerAddress::identity)
                .collect(Collectors.toSet());
    }
}
