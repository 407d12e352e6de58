package com.callmissed.whatsapp.graph;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.callmissed.contact.Customer;
import com.callmissed.contact.CustomerAddress;
import com.callmissed.contact.merge.KnownCustomers;
import com.callmissed.outbound.OutgoingMessage;
import com.callmissed.persistence.CommitGuard;
import com.callmissed.thread.Channel;

/**
 * Links the addresses under which Meta knows the recipient of a message to the customer's contact. Never delays a
 * message: what cannot be linked now is linked with a later message.
 */
@ApplicationScoped
class Recipients {
    private static final Logger LOG = Logger.getLogger(Recipients.class);

    private final KnownCustomers customers;

    Recipients(KnownCustomers customers) {
        this.customers = customers;
    }

    /** @param addresses of the recipient, besides the one that the message was sent to; may be empty */
    void learn(OutgoingMessage message, List<String> addresses) {
        List<CustomerAddress> all = new ArrayList<>();
        all.add(CustomerAddress.ofWhatsApp(message.to(), message.botId()));
        addresses.forEach(address -> all.add(CustomerAddress.ofWhatsApp(address, message.botId())));
        Customer customer = new Customer(all, null, List.of());
        customers
                .learn(message.tenantId(), message.botId(), Channel.WHATSAPP, customer, null, null, CommitGuard.NONE)
                .subscribe()
                .with(
                        linked -> {},
                        failure -> LOG.debugf(
                                "Cannot link the recipient of %s for now: %s",
                                message, failure.getClass().getSimpleName()));
    }
}
