package com.callmissed.whatsapp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import com.callmissed.contact.Customer;
import com.callmissed.inbound.InboundPayload;
import com.callmissed.inbound.UnreadablePayloadException;
import com.callmissed.whatsapp.graph.Json;

/**
 * Reads the changes in a verified payload that name the number of one bot. Messages and calls are in their order and
 * before the reports, because reports may be about them. Addresses of recipients are last. Everything else, and every
 * unknown field, is ignored.
 */
final class WhatsAppPayload {
    /** Not the mapper of the REST layer, which refuses unknown fields. */
    private static final ObjectMapper JSON = new ObjectMapper();

    private final InboundPayload payload;
    private final CustomerReader customers;
    private final MessageReader messages;
    private final CallReader calls;
    private final HistoryReader history;
    private final List<WhatsAppItem> items = new ArrayList<>();
    private final List<WhatsAppItem> reports = new ArrayList<>();
    /** By the addresses as one text, because the statuses of one message repeat them. */
    private final Map<String, WhatsAppItem> recipients = new LinkedHashMap<>();

    private WhatsAppPayload(InboundPayload payload) {
        this.payload = payload;
        this.customers = new CustomerReader(payload.botId());
        this.messages = new MessageReader(payload, customers);
        this.calls = new CallReader(payload, customers);
        this.history = new HistoryReader(messages, customers);
    }

    /**
     * Reads the items for the bot of {@code payload}.
     *
     * @throws UnreadablePayloadException when the frame around the messages is not what Meta documents
     */
    static List<WhatsAppItem> read(InboundPayload payload) throws UnreadablePayloadException {
        return new WhatsAppPayload(payload).items();
    }

    private List<WhatsAppItem> items() throws UnreadablePayloadException {
        for (JsonNode entry : array(parse(payload.body()), "entry")) {
            for (JsonNode change : array(entry, "changes")) {
                JsonNode value = change.path("value");
                if (payload.address().equals(Json.text(value, "metadata", "phone_number_id"))) {
                    read(change.path("field").asText(), value);
                }
            }
        }
        items.addAll(history.notices());
        items.addAll(reports);
        items.addAll(recipients.values());
        return items;
    }

    private void read(String field, JsonNode value) throws UnreadablePayloadException {
        switch (field) {
            case "messages" -> {
                for (JsonNode message : optionalArray(value, "messages")) {
                    items.add(messages.inbound(message, value));
                }
                for (JsonNode status : optionalArray(value, "statuses")) {
                    messages.report(status).ifPresent(reports::add);
                    Customer recipient = customers.reported(status, value);
                    if (recipient != null) {
                        recipients.putIfAbsent(key(recipient), new WhatsAppItem.Recipient(recipient));
                    }
                }
            }
            case "smb_message_echoes" -> {
                for (JsonNode echo : optionalArray(value, "message_echoes")) {
                    items.add(messages.echo(echo));
                }
            }
            // Statuses of this field are about calls that the business makes.
            case "calls" -> {
                for (JsonNode call : optionalArray(value, "calls")) {
                    calls.read(call, value).ifPresent(items::add);
                }
            }
            case "history" -> {
                optionalArray(value, "history");
                optionalArray(value, "messages");
                items.addAll(history.read(value));
            }
            case "user_id_update" -> {
                for (JsonNode update : optionalArray(value, "user_id_update")) {
                    Customer customer = customers.changed(update);
                    items.add(
                            customer == null
                                    ? new WhatsAppItem.Unreadable("change of a user id without the ids")
                                    : new WhatsAppItem.Addresses(customer, MessageReader.time(update)));
                }
            }
            default -> {
                // Meta has many other fields, and adds new ones.
            }
        }
    }

    /** A map keeps texts in order that have the same hash, so many of them that a sender has chosen cost no more. */
    private static String key(Customer recipient) {
        return recipient.addresses().stream()
                .map(address -> address.identity().value())
                .collect(Collectors.joining("\n"));
    }

    private static JsonNode parse(byte[] body) throws UnreadablePayloadException {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw new UnreadablePayloadException("not JSON");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode array(JsonNode node, String name) throws UnreadablePayloadException {
        JsonNode array = node.path(name);
        if (!array.isArray()) {
            throw new UnreadablePayloadException(name + " is not a list");
        }
        return array;
    }

    private static JsonNode optionalArray(JsonNode node, String name) throws UnreadablePayloadException {
        return node.hasNonNull(name) ? array(node, name) : node.path("");
    }
}
