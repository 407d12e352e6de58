package com.callmissed.whatsapp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;

import com.callmissed.contact.Customer;
import com.callmissed.contact.CustomerAddress;
import com.callmissed.whatsapp.graph.Json;

/** Reads who the customer of a message is: every address of theirs that the payload names. */
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
        JsonNode contact = contact(addresses, value);
        addresses.addAll(addresses(contact, CONTACT));
        String name = Json.firstOf(Json.text(contact, "profile", "name"));
        if (!isChange(message)) {
            return addresses.isEmpty() ? null : new Customer(addresses, name, List.of());
        }
        JsonNode notice = message.path("system");
        List<CustomerAddress> moved = addresses(notice, CONTACT);
        addresses.addAll(addresses(notice, FORMER));
        // A new address may have belonged to somebody else. It does not show who the sender is.
        addresses.removeIf(
                address -> moved.stream().anyMatch(other -> other.identity().equals(address.identity())));
        return addresses.isEmpty()
                ? moved.isEmpty() ? null : new Customer(moved, name, List.of())
                : new Customer(addresses, name, moved);
    }

    /** Returns the customer of a thread of an earlier history; null if the payload does not say it. */
    Customer partner(JsonNode message, JsonNode thread, boolean sentByBusiness) {
        List<CustomerAddress> addresses = addresses(thread, List.of("id"));
        addresses.addAll(addresses(message, sentByBusiness ? RECIPIENT : SENDER));
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
        JsonNode contact = contact(addresses, status.path("contacts").isArray() ? status : value);
        addresses.addAll(addresses(contact, CONTACT));
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
        addresses.removeIf(
                address -> moved.stream().anyMatch(other -> other.identity().equals(address.identity())));
        return addresses.isEmpty() || moved.isEmpty() ? null : new Customer(addresses, null, moved);
    }

    /** Returns the customer to whom a message was sent; null if the payload does not say it. */
    Customer recipient(JsonNode echo) {
        List<CustomerAddress> addresses = addresses(echo, RECIPIENT);
        return addresses.isEmpty() ? null : new Customer(addresses, null, List.of());
    }

    /** Returns what is kept about the sender in the metadata of a new conversation; null if there is nothing. */
    Map<String, Object> description(JsonNode message, JsonNode value) {
        JsonNode contact = contact(addresses(message, SENDER), value);
        Map<String, Object> known = new LinkedHashMap<>();
        put(known, "customer_name", Json.text(contact, "profile", "name"));
        put(known, "username", username(contact));
        put(known, "user_id", Json.firstOf(Json.text(message, "from_user_id"), Json.text(contact, "user_id")));
        return known.isEmpty() ? null : known;
    }

    /** Returns who has said a message in a group, for people to read. */
    Map<String, Object> author(JsonNode message, JsonNode value) {
        List<CustomerAddress> addresses = addresses(message, SENDER);
        JsonNode contact = contact(addresses, value);
        addresses.addAll(addresses(contact, CONTACT));
        Map<String, Object> known = new LinkedHashMap<>();
        put(known, "name", Json.text(contact, "profile", "name"));
        put(
                known,
                "number",
                addresses.stream()
                        .filter(CustomerAddress::isNumber)
                        .map(CustomerAddress::shown)
                        .findFirst()
                        .orElse(null));
        put(known, "username", username(contact));
        put(known, "user_id", Json.firstOf(Json.text(message, "from_user_id"), Json.text(contact, "user_id")));
        return known;
    }

    private static String username(JsonNode contact) {
        return Json.firstOf(Json.text(contact, "profile", "username"), Json.text(contact, "username"));
    }

    private static void put(Map<String, Object> known, String name, String text) {
        if (text != null && !text.isEmpty()) {
            known.put(name, text);
        }
    }

    /**
     * Finds the contact of a customer. A payload with one contact whose messages, calls and statuses are all of one
     * customer means that customer, also if it names another address of theirs.
     */
    private JsonNode contact(List<CustomerAddress> sender, JsonNode value) {
        JsonNode contacts = value.path("contacts");
        for (JsonNode contact : contacts) {
            if (addresses(contact, CONTACT).stream().anyMatch(address -> sender.stream()
                    .anyMatch(own -> own.identity().equals(address.identity())))) {
                return contact;
            }
        }
        return contacts.size() == 1 && senders(value) <= 1 ? contacts.path(0) : contacts.path(-1);
    }

    private static int senders(JsonNode value) {
        Set<String> senders = new LinkedHashSet<>();
        for (String field : List.of("messages", "calls")) {
            for (JsonNode item : value.path(field)) {
                senders.add(Json.firstOf(Json.text(item, "from"), Json.text(item, "from_user_id"), ""));
            }
        }
        for (JsonNode status : value.path("statuses")) {
            senders.add(Json.firstOf(Json.text(status, "recipient_id"), Json.text(status, "recipient_user_id"), ""));
        }
        return senders.size();
    }

    /** Whether the message is a notice that the sender has other addresses now. */
    private static boolean isChange(JsonNode message) {
        String change = Json.text(message, "system", "type");
        return "system".equals(Json.text(message, "type")) && change != null && CHANGES.contains(change);
    }

    private List<CustomerAddress> addresses(JsonNode node, List<String> fields) {
        List<CustomerAddress> addresses = new ArrayList<>();
        for (String field : fields) {
            String text = Json.firstOf(Json.text(node, field));
            if (text != null && text.length() <= LONGEST) {
                CustomerAddress address = CustomerAddress.ofWhatsApp(text, botId);
                if (!address.shown().isEmpty()) {
                    addresses.add(address);
                }
            }
        }
        return addresses;
    }
}
