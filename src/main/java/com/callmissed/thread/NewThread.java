package com.callmissed.thread;

import java.util.UUID;

import com.callmissed.contact.CustomerAddress;
import com.callmissed.persistence.JsonDocument;

/**
 * A conversation to find or to open.
 *
 * @param customer null if the customer is not known
 * @param metadata stored only if the conversation is new; may be null
 */
public record NewThread(UUID botId, Channel channel, CustomerAddress customer, JsonDocument metadata) {
    /** The customer of a conversation whose customer is not known. */
    public static final String ANONYMOUS = "anonymous";

    String externalId() {
        return customer == null ? ANONYMOUS : customer.shown();
    }
}
