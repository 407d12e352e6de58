package com.callmissed.whatsapp;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

import com.callmissed.contact.CustomerAddress;
import com.callmissed.contact.Identity;
import com.callmissed.whatsapp.graph.Json;

/**
 * The contacts that one part of a payload names. The part is read once, however many messages, calls and statuses it
 * contains.
 */
final class NamedContacts {
    /** Not by hash, because the sender of a payload can choose ids that have the same one. */
    private final Map<Identity, Contact> byIdentity =
            new TreeMap<>(Comparator.comparing(Identity::kind).thenComparing(Identity::value));

    private final Contact only;

    /** @param addresses reads the addresses of a contact */
    NamedContacts(JsonNode value, Function<JsonNode, List<CustomerAddress>> addresses) {
        JsonNode contacts = value.path("contacts");
        Contact last = Contact.UNKNOWN;
        for (JsonNode node : contacts) {
            Contact contact = Contact.read(node, addresses.apply(node));
            contact.addresses().forEach(address -> byIdentity.putIfAbsent(address.identity(), contact));
            last = contact;
        }
        this.only = contacts.isArray() && contacts.size() == 1 && isOfOneCustomer(value) ? last : Contact.UNKNOWN;
    }

    /**
     * A contact.
     *
     * @param addresses empty if the payload names none
     * @param name null if the payload does not say it, like the other texts
     */
    record Contact(List<CustomerAddress> addresses, String name, String username, String userId) {
        private static final Contact UNKNOWN = new Contact(List.of(), null, null, null);

        private static Contact read(JsonNode contact, List<CustomerAddress> addresses) {
            return new Contact(
                    List.copyOf(addresses),
                    Json.firstOf(Json.text(contact, "profile", "name")),
                    Json.firstOf(Json.text(contact, "profile", "username"), Json.text(contact, "username")),
                    Json.firstOf(Json.text(contact, "user_id")));
        }
    }

    /**
     * Returns the contact of a customer. A part with one contact whose messages, calls and statuses are all of one
     * customer means that customer, also if it names another address of theirs.
     *
     * @param customer the addresses that a message, call or status names
     * @return a contact without addresses and texts if the payload does not name the customer
     */
    Contact of(List<CustomerAddress> customer) {
        return customer.stream()
                .map(address -> byIdentity.get(address.identity()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(only);
    }

    private static boolean isOfOneCustomer(JsonNode value) {
        Set<String> customers = new HashSet<>();
        for (String field : List.of("messages", "calls")) {
            for (JsonNode item : value.path(field)) {
                customers.add(Json.firstOf(Json.text(item, "from"), Json.text(item, "from_user_id"), ""));
            }
        }
        for (JsonNode status : value.path("statuses")) {
            customers.add(Json.firstOf(Json.text(status, "recipient_id"), Json.text(status, "recipient_user_id"), ""));
        }
        return customers.size() <= 1;
    }
}
