package com.callmissed.whatsapp;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import com.callmissed.whatsapp.graph.Json;

/**
 * Builds the metadata of a message. {@code media} has the same fields for every media type. The content of other types
 * is kept as Meta sends it, under the name of the type.
 */
final class MessageMetadata {
    private static final Set<String> MEDIA = Set.of("image", "video", "audio", "sticker", "document");
    private static final List<String> MEDIA_FIELDS =
            List.of("id", "mime_type", "sha256", "filename", "voice", "animated");
    private static final List<String> ANY_TYPE = List.of("context", "referral", "errors", "group_id");

    private MessageMetadata() {}

    static Map<String, Object> of(String type, JsonNode message, Instant sentAt) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        JsonNode body = message.path(type);
        if (MEDIA.contains(type)) {
            metadata.put("media", selected(body, MEDIA_FIELDS));
        } else if (!type.equals("text") && !body.isMissingNode()) {
            metadata.put(type, Json.plain(body));
        }
        metadata.putAll(selected(message, ANY_TYPE));
        if (sentAt != null) {
            metadata.put("provider_timestamp", sentAt.toString());
        }
        return metadata;
    }

    private static Map<String, Object> selected(JsonNode node, List<String> names) {
        Map<String, Object> selected = new LinkedHashMap<>();
        for (String name : names) {
            if (node.hasNonNull(name)) {
                selected.put(name, Json.plain(node.get(name)));
            }
        }
        return selected;
    }
}
