package com.callmissed.whatsapp;

import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

import com.callmissed.thread.MessageType;

/**
 * The readable text of a message, for every type of Meta's <i>messages</i> webhook. A message of an unknown type
 * becomes a system message, so that nothing is lost.
 */
record MessageContent(MessageType type, String text) {

    static MessageContent of(String type, JsonNode message) {
        JsonNode body = message.path(type);
        return switch (type) {
            case "text" -> text(MessageType.TEXT, Json.text(body, "body"), "Empty message");
            case "image" -> text(MessageType.IMAGE, Json.text(body, "caption"), "Image");
            case "video" -> text(MessageType.VIDEO, Json.text(body, "caption"), "Video");
            case "audio" -> text(MessageType.AUDIO, null, body.path("voice").asBoolean() ? "Voice message" : "Audio");
            case "sticker" -> text(MessageType.STICKER, null, "Sticker");
            case "document" ->
                text(
                        MessageType.DOCUMENT,
                        Json.firstOf(Json.text(body, "caption"), Json.text(body, "filename")),
                        "Document");
            case "location" -> text(MessageType.LOCATION, place(body), "Location");
            case "contacts" -> text(MessageType.CONTACTS, names(body), "Contact");
            case "button" ->
                text(MessageType.BUTTON, Json.firstOf(Json.text(body, "text"), Json.text(body, "payload")), "Button");
            case "interactive" -> text(MessageType.INTERACTIVE, choice(body), "Interactive reply");
            case "reaction" -> text(MessageType.REACTION, Json.text(body, "emoji"), "Reaction removed");
            case "template" -> text(MessageType.TEMPLATE, Json.text(body, "name"), "Template");
            case "system" -> text(MessageType.SYSTEM, Json.text(body, "body"), "System message");
            case "order" -> new MessageContent(MessageType.SYSTEM, order(body));
            case "request_welcome" -> new MessageContent(MessageType.SYSTEM, "Opened the chat");
            case "unsupported", "unknown" -> new MessageContent(MessageType.SYSTEM, "Unsupported message");
            default -> new MessageContent(MessageType.SYSTEM, "Unsupported message (" + type + ")");
        };
    }

    private static MessageContent text(MessageType type, String preferred, String otherwise) {
        return new MessageContent(type, preferred == null || preferred.isEmpty() ? otherwise : preferred);
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

    private static String names(JsonNode contacts) {
        return StreamSupport.stream(contacts.spliterator(), false)
                .map(contact -> Json.firstOf(
                        Json.text(contact, "name", "formatted_name"),
                        Json.text(contact, "name", "first_name"),
                        Json.text(contact.path("phones").path(0), "phone"),
                        "Contact"))
                .collect(Collectors.joining(", "));
    }

    private static String choice(JsonNode interactive) {
        return Json.firstOf(
                Json.text(interactive, "button_reply", "title"),
                Json.text(interactive, "list_reply", "title"),
                Json.text(interactive, "nfm_reply", "body"));
    }

    private static String order(JsonNode order) {
        int items = order.path("product_items").size();
        String summary = "Order of " + items + (items == 1 ? " item" : " items");
        String note = Json.firstOf(Json.text(order, "text"));
        return note == null ? summary : summary + ": " + note;
    }
}
