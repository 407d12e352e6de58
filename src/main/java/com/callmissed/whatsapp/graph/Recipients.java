package com.callmissed.whatsapp.graph;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jboss.logging.Logger;

import com.callmissed.contact.Customer;
import com.callmissed.contact.CustomerAddress;
import com.callmissed.contact.Identity;
import com.callmissed.contact.merge.CustomerRecognition;
import com.callmissed.contact.merge.CustomerRecognition.Recognised;
import com.callmissed.events.EventMetadata;
import com.callmissed.events.Transactions;
import com.callmissed.outbound.OutgoingMessage;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.SqlExecutor;
import com.callmissed.thread.Channel;

/**
 * Links the addresses under which Meta knows the recipient of a message to the customer's contact. Never delays a
 * message: what cannot be linked now is linked with a later message.
 */
@ApplicationScoped
class Recipients {
    private static final Logger LOG = Logger.getLogger(Recipients.class);
    private static final int MOST_KNOWN = 10_000;

    private final CustomerRecognition recognition;
    private final Transactions transactions;
    /** Customers who were linked recently, so that a conversation does not repeat it with each message. */
    private final Cache<Known, Boolean> known = Caffeine.newBuilder()
            .maximumSize(MOST_KNOWN)
            .expireAfterWrite(Duration.ofHours(1))
            .executor(Runnable::run)
            .build();

    Recipients(CustomerRecognition recognition, Transactions transactions) {
        this.recognition = recognition;
        this.transactions = transactions;
    }

    private record Known(UUID tenantId, Set<Identity> identities) {}

    /** @param addresses of the recipient, besides the one that the message was sent to; may be empty */
    void learn(OutgoingMessage message, List<String> addresses) {
        List<CustomerAddress> all = new ArrayList<>();
        all.add(CustomerAddress.ofWhatsApp(message.to(), message.botId()));
        addresses.forEach(address -> all.add(CustomerAddress.ofWhatsApp(address, message.botId())));
        Customer customer = new Customer(all, null, List.of());
        Known key = new Known(
                message.tenantId(),
                customer.addresses().stream().map(CustomerAddress::identity).collect(Collectors.toSet()));
        if (customer.addresses().size() > 1 && known.getIfPresent(key) == null) {
            known.put(key, true);
            link(message, customer, key);
        }
    }

    private void link(OutgoingMessage message, Customer customer, Known key) {
        Instant now = Ids.now();
        EventMetadata cause = EventMetadata.ofSystem(message.tenantId(), null);
        transactions
                .perform(
                        connection -> recognition.recognise(
                                SqlExecutor.on(connection), message.botId(), Channel.WHATSAPP, customer, now, cause),
                        Recognised::events)
                .subscribe()
                .with(linked -> {}, failure -> {
                    known.invalidate(key);
                    LOG.debugf(
                            "Cannot link the recipient of %s for now: %s",
                            message, failure.getClass().getSimpleName());
                });
    }
}
