package com.callmissed.whatsapp;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;

import com.callmissed.contact.Customer;
import com.callmissed.contact.CustomerAddress;
import com.callmissed.whatsapp.graph.Json;

/**
 * Reads who the customer of a message is: every address of theirs that the payload names. For one payload and one
 * thread.
 */
final class CustomerReader {
    private static final int LONGEST = 254;
    private static final Set<String> CHANGES = Set.of("user_changed_number", "user_changed_user_id");
    private static final List<String> SENDER = List.of("from", "from_user_id", "from_parent_user_id");
    private static final List<String> RECIPIENT = List.of("to", "to_user_id", "to_parent_user_id");
    private static final List<String> FORMER = List.of("previous_user_id");
    private static final List<String> REPORTED =
            List.of("recipient_id", "recipient_user_id", "recipient_parent_user_id", "parent_recipient_user_id");
    private static final List<String> CONTACT = List.of("wa_id", "user_id", "parent_user_id");

    private final UUID botId;
    private final Map<JsonNode, NamedContacts> contacts = new IdentityHashMap<>();

    CustomerReader(UUID botId) {
        this.botId = botId;
    }

    /**
     * Returns the sender of a message, or the caller of a call; null if the payload does not say it.
     *
     * @param value the part of the payload that contains the message or call
     */
    Customer sender(JsonNode message, JsonNode value) {
        List<CustomerAddress> addresses = addresses(message, SENDER);
        NamedContacts.Contact contact = contact(addresses, value);
        addresses.addAll(contact.addresses());
        String name = contact.name();
        if (!isChange(message)) {
            return addresses.isEmpty() ? null : new Customer(addresses, name, List.of());
        }
        JsonNode notice = message.path("system");
        List<CustomerAddress> moved = addresses(notice, CONTACT);
        addresses.addAll(addresses(notice, FORMER));
        // A new address may have belonged to somebody else. It does not show who the sender is.
        removeAll(addresses, moved);
        return addresses.isEmpty()
                ? moved.isEmpty() ? null : new Customer(moved, name, List.of())
                : new Customer(addresses, name, moved);
    }

    /**
     * Returns the customer of a thread of an earlier history, with at most one number: that of the thread, else the one
     * that the message names. Returns null if the payload does not say it.
     */
    Customer partner(JsonNode message, JsonNode thread, boolean sentByBusiness) {
        List<CustomerAddress> addresses = addresses(thread, List.of("id"));
        addresses.addAll(addresses(message, sentByBusiness ? RECIPIENT : SENDER));
        CustomerAddress number =
                addresses.stream().filter(CustomerAddress::isNumber).findFirst().orElse(null);
        addresses.removeIf(address -> address.isNumber() && address != number);
        return addresses.isEmpty() ? null : new Customer(addresses, null, List.of());
    }

    /**
     * Returns the customer to whom a message was sent that a status is about.
     *
     * @param value the part of the payload that contains the status
     * @return null if the payload names fewer than two addresses of theirs
     */
    Customer reported(JsonNode status, JsonNode value) {
        if ("group".equals(Json.text(status, "recipient_type"))) {
            return null;
        }
        List<CustomerAddress> addresses = addresses(status, REPORTED);
        NamedContacts.Contact contact =
                status.path("contacts").isArray() ? contactsIn(status).of(addresses) : contact(addresses, value);
        addresses.addAll(contact.addresses());
        if (addresses.isEmpty()) {
            return null;
        }
        Customer customer = new Customer(addresses, null, List.of());
        return customer.addresses().size() > 1 ? customer : null;
    }

    /**
     * Returns a customer whose user id has changed; null if an id is missing.
     *
     * @param update an entry of the field {@code user_id_update}
     */
    Customer changed(JsonNode update) {
        List<CustomerAddress> moved = new ArrayList<>();
        List<CustomerAddress> addresses = addresses(update, List.of("wa_id", "previous_user_id"));
        for (String field : List.of("user_id", "parent_user_id")) {
            JsonNode id = update.path(field);
            moved.addAll(id.isObject() ? addresses(id, List.of("current")) : addresses(update, List.of(field)));
            addresses.addAll(addresses(id, List.of("previous")));
        }
        removeAll(addresses, moved);
        return addresses.isEmpty() || moved.isEmpty() ? null : new Customer(addresses, null, moved);
    }

    /** Returns the customer to whom a message was sent; null if the payload does not say it. */
    Customer recipient(JsonNode echo) {
        List<CustomerAddress> addresses = addresses(echo, RECIPIENT);
        return addresses.isEmpty() ? null : new Customer(addresses, null, List.of());
    }

    /** Returns what is kept about the sender in the metadata of a new conversation; null if there is nothing. */
    Map<String, Object> description(JsonNode message, JsonNode value) {
        NamedContacts.Contact contact = contact(addresses(message, SENDER), value);
        Map<String, Object> known = new LinkedHashMap<>();
        put(known, "customer_name", contact.name());
        putIds(known, message, contact);
        return known.isEmpty() ? null : known;
    }

    /** Returns who has said a message in a group, for people to read. */
    Map<String, Object> author(JsonNode message, JsonNode value) {
        List<CustomerAddress> addresses = addresses(message, SENDER);
        NamedContacts.Contact contact = contact(addresses, value);
        addresses.addAll(contact.addresses());
        Map<String, Object> known = new LinkedHashMap<>();
        put(known, "name", contact.name());
        put(
                known,
                "number",
                addresses.stream()
                        .filter(CustomerAddress::isNumber)
                        .map(CustomerAddress::shown)
                        .findFirst()
                        .orElse(null));
        putIds(known, message, contact);
        return known;
    }

    private static void putIds(Map<String, Object> known, JsonNode message, NamedContacts.Contact contact) {
        put(known, "username", contact.username());
        put(known, "user_id", Json.firstOf(Json.text(message, "from_user_id"), contact.userId()));
    }

    private static void put(Map<String, Object> known, String name, String text) {
        if (text != null && !text.isEmpty()) {
            known.put(name, text);
        }
    }

    private static void removeAll(List<CustomerAddress> addresses, List<CustomerAddress> removed) {
        addresses.removeIf(
                address -> removed.stream().anyMatch(other -> other.identity().equals(address.identity())));
    }

    private NamedContacts.Contact contact(List<CustomerAddress> customer, JsonNode value) {
        return contacts.computeIfAbsent(value, this::contactsIn).of(customer);
    }

    private NamedContacts contactsIn(JsonNode value) {
        return new NamedContacts(value, contact -> addresses(contact, CONTACT));
    }

    /** Whether the message is a notice that the sender has other addresses now. */
    private static boolean isChange(JsonNode message) {
        String change = Json.text(message, "system", "type");
        return "system".equals(Json.text(message, "type")) && change != null && CHANGES.contains(change);
    }

    private List<CustomerAddress> addresses(JsonNode node, List<String> fields) {
        List<CustomerAddress> addresses = new ArrayList<>();
        for (String field : fields) {
            JsonNode named = node.path(field);
            if (named.isTextual() && named.textValue().length() <= LONGEST) {
                CustomerAddress address = CustomerAddress.ofWhatsApp(Json.text(named), botId);
                if (!address.shown().isEmpty()) {
                    addresses.add(address);
                }
            }
        }
        return addresses;
    }
}
