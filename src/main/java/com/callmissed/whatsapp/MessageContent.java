package com.callmissed.whatsapp;

import java.util.Objects;

import com.fasterxml.jackson.databind.JsonNode;

import com.callmissed.thread.MessageType;
import com.callmissed.whatsapp.graph.Json;

/**
 * The readable text of a message, for every type of Meta's <i>messages</i> webhook. A message of an unknown type
 * becomes a system message, so that nothing is lost.
 *
 * @param hasWords whether the bot may answer it: a text, a tap or a caption
 */
record MessageContent(MessageType type, String text, boolean hasWords) {

    static MessageContent of(String type, JsonNode message) {
        JsonNode body = message.path(type);
        return switch (type) {
            case "text" -> words(MessageType.TEXT, Json.text(body, "body"), "Empty message");
            case "image" -> words(MessageType.IMAGE, Json.text(body, "caption"), "Image");
            case "video" -> words(MessageType.VIDEO, Json.text(body, "caption"), "Video");
            case "audio" -> other(MessageType.AUDIO, null, body.path("voice").asBoolean() ? "Voice message" : "Audio");
            case "sticker" -> other(MessageType.STICKER, null, "Sticker");
            case "document" ->
                words(
                        MessageType.DOCUMENT,
                        Json.text(body, "caption"),
                        Objects.requireNonNullElse(Json.firstOf(Json.text(body, "filename")), "Document"));
            case "location" -> other(MessageType.LOCATION, place(body), "Location");
            case "contacts" -> other(MessageType.CONTACTS, SharedContacts.text(body), "Contact");
            case "button" ->
                words(MessageType.BUTTON, Json.firstOf(Json.text(body, "text"), Json.text(body, "payload")), "Button");
            case "interactive" -> interactive(body);
            case "order" -> other(MessageType.INTERACTIVE, order(body), "Order");
            case "reaction" -> other(MessageType.REACTION, Json.text(body, "emoji"), "Reaction removed");
            case "template" -> other(MessageType.TEMPLATE, Json.text(body, "name"), "Template");
            case "system" -> other(MessageType.SYSTEM, Json.text(body, "body"), "System message");
            case "edit" -> edited(body.path("message"));
            case "media_placeholder" -> other(MessageType.SYSTEM, null, "Media (not shared)");
            case "revoke" -> other(MessageType.SYSTEM, null, "Deleted message");
            case "request_welcome" -> other(MessageType.SYSTEM, null, "Opened the chat");
            case "unsupported", "unknown" -> other(MessageType.SYSTEM, null, "Unsupported message");
            default -> other(MessageType.SYSTEM, null, "Unsupported message (" + type + ")");
        };
    }

    /** The new content. What cannot be edited is not said. */
    private static MessageContent edited(JsonNode message) {
        return switch (Objects.requireNonNullElse(Json.text(message, "type"), "")) {
            case "text", "image", "video", "document" -> of(Json.text(message, "type"), message);
            default -> other(MessageType.SYSTEM, null, "Edited message");
        };
    }

    private static MessageContent words(MessageType type, String words, String otherwise) {
        return words == null || words.isEmpty()
                ? new MessageContent(type, otherwise, false)
                : new MessageContent(type, words, !words.isBlank());
    }

    private static MessageContent other(MessageType type, String preferred, String otherwise) {
        return new MessageContent(type, preferred == null || preferred.isEmpty() ? otherwise : preferred, false);
    }

    private static String place(JsonNode location) {
        String name = Json.firstOf(Json.text(location, "name"));
        String address = Json.firstOf(Json.text(location, "address"));
        if (name != null && address != null) {
            return name + ", " + address;
        }
        String known = Json.firstOf(name, address);
        if (known != null) {
            return known;
        }
        return location.path("latitude").isNumber()
                        && location.path("longitude").isNumber()
                ? location.path("latitude").asText() + ","
                        + location.path("longitude").asText()
                : null;
    }

    private static MessageContent interactive(JsonNode interactive) {
        JsonNode permission = interactive.path("call_permission_reply");
        if (permission.isObject()) {
            boolean granted = "accept".equals(Json.text(permission, "response"));
            return other(MessageType.SYSTEM, null, granted ? "Allowed calls" : "Did not allow calls");
        }
        JsonNode flow = interactive.path("nfm_reply");
        return flow.isObject()
                ? other(MessageType.INTERACTIVE, FlowAnswers.text(flow), "Answers of a form")
                : words(
                        MessageType.INTERACTIVE,
                        Json.firstOf(
                                Json.text(interactive, "button_reply", "title"),
                                Json.text(interactive, "list_reply", "title")),
                        "Interactive reply");
    }

    private static String order(JsonNode order) {
        int items = order.path("product_items").size();
        String summary = "Order of " + items + (items == 1 ? " item" : " items");
        String note = Json.firstOf(Json.text(order, "text"));
        return note == null ? summary : summary + ": " + note;
    }
}
