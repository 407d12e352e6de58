package com.callmissed.whatsapp;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import com.callmissed.contact.AddressText;
import com.callmissed.contact.Customer;
import com.callmissed.contact.PhoneLine;
import com.callmissed.inbound.ChannelMessage;
import com.callmissed.inbound.InboundPayload;
import com.callmissed.inbound.MessageChange;
import com.callmissed.outbound.DeliveryReport;
import com.callmissed.text.TextCut;
import com.callmissed.thread.Channel;
import com.callmissed.thread.DeliveryStatus;
import com.callmissed.thread.MessageRole;
import com.callmissed.whatsapp.graph.Json;
import com.callmissed.whatsapp.graph.SendReference;

/** Converts single messages and statuses of a payload for the bot that the payload is for. */
final class MessageReader {
    private static final Pattern TYPE = Pattern.compile("[a-z0-9_]{1,64}");
    private static final int LONGEST_ID = 512;
    private static final int LONGEST_ADDRESS = 254;
    private static final int LONGEST_REASON = 1_000;
    /** The last second of the year 9999. A later timestamp is invalid. */
    private static final long LATEST = 253_402_300_799L;

    private static final Map<String, Object> GROUP = Map.of("group", true);

    private final InboundPayload payload;
    private final CustomerReader customers;

    MessageReader(InboundPayload payload, CustomerReader customers) {
        this.payload = payload;
        this.customers = customers;
    }

    /**
     * Converts a message of a customer.
     *
     * @param value the part of the payload that contains it
     */
    WhatsAppItem inbound(JsonNode message, JsonNode value) {
        return message(
                message,
                MessageRole.USER,
                customers.sender(message, value),
                customers.description(message, value),
                author(message, value));
    }

    /** Returns metadata that say who has said a message of a group; empty if it was said to the business alone. */
    Map<String, Object> author(JsonNode message, JsonNode value) {
        return isInGroup(message) ? Map.of("sender", customers.author(message, value)) : Map.of();
    }

    static boolean isInGroup(JsonNode message) {
        return groupOf(message) != null;
    }

    /** Converts a reply that a person typed into the WhatsApp Business app. */
    WhatsAppItem echo(JsonNode echo) {
        return message(
                echo, MessageRole.ASSISTANT, customers.recipient(echo), null, Map.of("origin", "business_phone"));
    }

    /**
     * Converts a message with {@code extra} metadata.
     *
     * @param description the metadata of a new thread that is not of a group; null if there is none
     */
    WhatsAppItem message(
            JsonNode message,
            MessageRole role,
            Customer customer,
            Map<String, Object> description,
            Map<String, Object> extra) {
        String id = Json.firstOf(Json.text(message, "id"));
        String type = Json.text(message, "type");
        if (id == null || id.length() > LONGEST_ID) {
            return new WhatsAppItem.Unreadable("message without an id");
        }
        String group = groupOf(message);
        if (group != null && (group.length() > LONGEST_ADDRESS || isNumber(group))) {
            return new WhatsAppItem.Unreadable("message in a group with an id that is too long, or a number");
        }
        if (customer == null && (group == null || role == MessageRole.USER)) {
            return new WhatsAppItem.Unreadable("message without a customer");
        }
        String known = type != null && TYPE.matcher(type).matches() ? type : "unknown";
        MessageChange change = change(known, message);
        MessageContent content = MessageContent.of(known, message);
        Instant sentAt = time(message);
        Map<String, Object> metadata = new LinkedHashMap<>(MessageMetadata.of(known, message, sentAt));
        metadata.putAll(extra);
        return new WhatsAppItem.Message(new ChannelMessage(
                payload.tenantId(),
                payload.botId(),
                Channel.WHATSAPP,
                role,
                customer,
                id,
                content.type(),
                content.text(),
                content.hasWords(),
                metadata,
                sentAt,
                change,
                group == null ? description : GROUP,
                group,
                null));
    }

    /** The group in which a message was said; null if it was said to the business alone. */
    private static String groupOf(JsonNode message) {
        String group = Json.firstOf(Json.text(message, "group_id"));
        if (group == null && "group".equals(Json.text(message, "recipient_type"))) {
            group = Json.firstOf(Json.text(message, "to"));
        }
        return group == null ? null : Json.firstOf(AddressText.clean(group));
    }

    /** The thread of such a group would have the address of a customer's thread. */
    private static boolean isNumber(String group) {
        return group.startsWith("+") || PhoneLine.read(group, null) != null;
    }

    /** Null if the message changes no other one, or does not say which. */
    private static MessageChange change(String type, JsonNode message) {
        MessageChange.Kind kind =
                switch (type) {
                    case "edit" -> MessageChange.Kind.EDIT;
                    case "revoke" -> MessageChange.Kind.DELETION;
                    case "reaction" -> MessageChange.Kind.REACTION;
                    default -> null;
                };
        JsonNode body = message.path(type);
        String target = Json.firstOf(
                Json.text(body, kind == MessageChange.Kind.REACTION ? "message_id" : "original_message_id"));
        return kind == null || target == null || target.length() > LONGEST_ID
                ? null
                : new MessageChange(kind, target, Json.firstOf(Json.text(body, "emoji")));
    }

    /** Converts a status. Returns empty if it is not about delivery. */
    Optional<WhatsAppItem> report(JsonNode status) {
        String id = Json.firstOf(Json.text(status, "id"));
        String value = Json.text(status, "status");
        if (id == null || value == null) {
            return Optional.of(new WhatsAppItem.Unreadable("status without an id or a value"));
        }
        return delivery(value)
                .map(delivery -> new WhatsAppItem.Report(new DeliveryReport(
                        payload.tenantId(),
                        payload.botId(),
                        id,
                        delivery,
                        Optional.ofNullable(time(status)).orElse(payload.receivedAt()),
                        error(status.path("errors").path(0)),
                        reference(status))));
    }

    private static DeliveryReport.Reference reference(JsonNode status) {
        return SendReference.parse(Json.text(status, "biz_opaque_callback_data"))
                .map(sent ->
                        new DeliveryReport.Reference(sent.messageId(), sent.attempt(), sent.part(), sent.isLastPart()))
                .orElse(null);
    }

    /** {@code played} follows {@code read} for voice messages. */
    private static Optional<DeliveryStatus> delivery(String status) {
        return switch (status) {
            case "sent" -> Optional.of(DeliveryStatus.SENT);
            case "delivered" -> Optional.of(DeliveryStatus.DELIVERED);
            case "read", "played" -> Optional.of(DeliveryStatus.READ);
            case "failed" -> Optional.of(DeliveryStatus.FAILED);
            default -> Optional.empty();
        };
    }

    private static Map<String, Object> error(JsonNode error) {
        if (!error.isObject()) {
            return null;
        }
        Map<String, Object> known = new LinkedHashMap<>();
        JsonNode code = error.path("code");
        known.put("code", code.isNumber() ? Json.plain(code) : shortened(Json.text(code)));
        known.put("title", shortened(Json.firstOf(Json.text(error, "title"), Json.text(error, "message"))));
        known.put("details", shortened(Json.text(error, "error_data", "details")));
        return known;
    }

    private static String shortened(String text) {
        return text == null ? null : TextCut.ellipsis(text, LONGEST_REASON);
    }

    static Instant time(JsonNode node) {
        long seconds = node.path("timestamp").asLong(0);
        return seconds > 0 && seconds <= LATEST ? Instant.ofEpochSecond(seconds) : null;
    }
}
