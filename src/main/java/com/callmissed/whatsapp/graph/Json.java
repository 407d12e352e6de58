package com.callmissed.whatsapp.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads a provider's JSON as values that PostgreSQL can store: without NUL characters and lone surrogates. */
public final class Json {
    private static final char REPLACEMENT = '\uFFFD';

    private Json() {}

    /** Returns the text at {@code path}; null if it is absent or not a text. */
    public static String text(JsonNode node, String... path) {
        JsonNode at = node;
        for (String name : path) {
            at = at.path(name);
        }
        return at.isTextual() ? clean(at.textValue()) : null;
    }

    /** Returns the first text that is not null and not blank; null if there is none. */
    public static String firstOf(String... texts) {
        for (String text : texts) {
            if (text != null && !text.isBlank()) {
                return text;
            }
        }
        return null;
    }

    /**
     * Converts a node to maps, lists, texts, numbers and booleans, with clean texts. Returns null for an absent node.
     */
    public static Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.properties().forEach(field -> map.put(clean(field.getKey()), plain(field.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>(node.size());
            node.forEach(element -> list.add(plain(element)));
            return list;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isNumber()) {
            return Double.isFinite(node.doubleValue()) ? node.numberValue() : node.asText();
        }
        return node.isTextual() ? clean(node.textValue()) : null;
    }

    /** Replaces each character that PostgreSQL refuses by U+FFFD. */
    public static String clean(String text) {
        StringBuilder cleaned = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                cleaned = cleaned == null ? new StringBuilder(text) : cleaned;
                cleaned.setCharAt(i, REPLACEMENT);
            }
        }
        return cleaned == null ? text : cleaned.toString();
    }
}
