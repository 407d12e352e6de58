package com.callmissed.persistence;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.json.JsonObject;

/**
 * A JSON object that belongs to a client or a channel, such as {@code metadata}. The service stores and returns it and
 * does not interpret it. It is kept as text, so that numbers keep their digits and a large object costs no more memory
 * than its text.
 *
 * @param json one JSON object
 */
@RegisterForReflection
public record JsonDocument(@JsonValue @JsonRawValue String json) {
    /** The most bytes of a document that the service accepts, as compact JSON in UTF-8 (contract section 4). */
    public static final int MAX_BYTES = 16 * 1024;

    /** Returns the document of maps, lists, texts, numbers and booleans; null stays null. */
    public static JsonDocument of(Map<String, Object> object) {
        return object == null ? null : new JsonDocument(new JsonObject(object).encode());
    }

    /** Returns the text for a parameter that the statement casts to {@code jsonb}; null stays null. */
    public static String text(JsonDocument document) {
        return document == null ? null : document.json;
    }

    /** Whether the statement has left the document out because it is long, see {@link LargeValues#document}. */
    public boolean isLeftOut() {
        return json.isEmpty();
    }

    /** The size of the text in bytes of UTF-8. */
    public int bytes() {
        return json.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Leaves the text out, so that it does not get into logs. */
    @Override
    public String toString() {
        return "JsonDocument[" + json.length() + "]";
    }
}
