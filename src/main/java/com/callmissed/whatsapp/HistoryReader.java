package com.callmissed.whatsapp;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import com.callmissed.contact.Customer;
import com.callmissed.inbound.ChannelMessage;
import com.callmissed.inbound.MessageChange;
import com.callmissed.thread.DeliveryStatus;
import com.callmissed.thread.MessageRole;
import com.callmissed.whatsapp.graph.Json;

/**
 * Reads Meta's field {@code history}: the messages that a business has in its WhatsApp Business app when it connects
 * the number. They come in chunks, in any order; media come as placeholders, and again later with their ids. For one
 * payload and one thread.
 */
final class HistoryReader {
    private static final String PLACEHOLDER = "media_placeholder";

    private final MessageReader messages;
    private final CustomerReader customers;
    private WhatsAppItem.HistoryDeclined declined;
    private WhatsAppItem.HistoryProgress progress;

    HistoryReader(MessageReader messages, CustomerReader customers) {
        this.messages = messages;
        this.customers = customers;
    }

    /** Returns the messages of each thread in the order of their time. */
    List<WhatsAppItem> read(JsonNode value) {
        List<WhatsAppItem> items = new ArrayList<>();
        for (JsonNode chunk : value.path("history")) {
            decline(chunk.path("errors").path(0));
            int before = items.size();
            for (JsonNode thread : chunk.path("threads")) {
                children(thread.path("messages"))
                        .sorted(Comparator.comparing(
                                message -> message.path("timestamp").asLong(0)))
                        .forEach(message -> items.add(message(message, thread, value)));
            }
            proceed(chunk.path("metadata"), items.size() - before);
        }
        for (JsonNode media : value.path("messages")) {
            items.add(describing(message(media, media.path(""), value)));
        }
        return items;
    }

    /**
     * Returns what the payload says about the whole history: at most one refusal and one progress, because each is a
     * line in the log.
     */
    List<WhatsAppItem> notices() {
        return Stream.<WhatsAppItem>of(declined, progress)
                .filter(Objects::nonNull)
                .toList();
    }

    private void decline(JsonNode error) {
        if (declined == null && !error.isMissingNode()) {
            declined = new WhatsAppItem.HistoryDeclined(error.path("code").asInt());
        }
    }

    /** The last chunk with messages counts, or the last one if none has any. */
    private void proceed(JsonNode metadata, int messages) {
        int before = progress == null ? 0 : progress.messages();
        if (messages > 0 || before == 0 && metadata.isObject()) {
            progress = new WhatsAppItem.HistoryProgress(
                    metadata.path("phase").asInt(),
                    metadata.path("chunk_order").asInt(),
                    metadata.path("progress").asInt(),
                    before + messages);
        }
    }

    private WhatsAppItem message(JsonNode message, JsonNode thread, JsonNode value) {
        boolean ours = isOurs(message, thread, value);
        Map<String, Object> extra = new LinkedHashMap<>();
        extra.put("imported", true);
        if (ours) {
            extra.put("origin", "business_phone");
        } else {
            extra.putAll(messages.author(message, value));
        }
        if (PLACEHOLDER.equals(Json.text(message, "type"))) {
            extra.put(PLACEHOLDER, true);
        }
        WhatsAppItem item = messages.message(
                message,
                ours ? MessageRole.ASSISTANT : MessageRole.USER,
                customer(message, thread, value, ours),
                null,
                extra);
        return item instanceof WhatsAppItem.Message found
                ? new WhatsAppItem.Message(found.message().imported(ours ? status(message) : DeliveryStatus.SENT))
                : item;
    }

    /** A thread of a group does not name the one who has spoken in it. */
    private Customer customer(JsonNode message, JsonNode thread, JsonNode value, boolean ours) {
        return !ours && MessageReader.isInGroup(message)
                ? customers.sender(message, value)
                : customers.partner(message, thread, ours);
    }

    /** Whether the business has sent the message. */
    private static boolean isOurs(JsonNode message, JsonNode thread, JsonNode value) {
        JsonNode fromMe = message.path("history_context").path("from_me");
        String from = Digits.of(message.path("from"));
        if (fromMe.isBoolean()) {
            return fromMe.booleanValue();
        }
        if (from.isEmpty()) {
            return message.hasNonNull("to") || message.hasNonNull("to_user_id");
        }
        return !from.equals(Digits.of(thread.path("id")))
                && (from.equals(Digits.ofBusiness(value)) || message.hasNonNull("to"));
    }

    private static DeliveryStatus status(JsonNode message) {
        String status = Json.text(message, "history_context", "status");
        return switch (status == null ? "" : status.toLowerCase(Locale.ROOT)) {
            case "read", "played" -> DeliveryStatus.READ;
            case "delivered" -> DeliveryStatus.DELIVERED;
            case "error", "failed" -> DeliveryStatus.FAILED;
            default -> DeliveryStatus.SENT;
        };
    }

    /** The message takes the place of its placeholder. */
    private static WhatsAppItem describing(WhatsAppItem item) {
        if (!(item instanceof WhatsAppItem.Message found)) {
            return item;
        }
        ChannelMessage message = found.message();
        return new WhatsAppItem.Message(
                message.changing(new MessageChange(MessageChange.Kind.MEDIA, message.providerMessageId(), null)));
    }

    private static Stream<JsonNode> children(JsonNode list) {
        List<JsonNode> children = new ArrayList<>();
        list.forEach(children::add);
        return children.stream();
    }
}
