package com.callmissed.whatsapp;

import java.util.StringJoiner;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import com.callmissed.whatsapp.graph.Json;

/**
 * The text of the answers of a Flow. Meta sends them as a JSON object in a string, and a constant word as the text of
 * the message. The names of fields are {@code screen_<n>_<label>_<m>} unless the author of the Flow chose others.
 */
final class FlowAnswers {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Belongs to the Flow, not to the customer. */
    private static final String TOKEN = "flow_token";

    private FlowAnswers() {}

    /** One line for each answer. Meta's own text if there are no answers; may be null. */
    static String text(JsonNode reply) {
        StringJoiner lines = new StringJoiner("\n");
        answers(reply).properties().forEach(answer -> {
            if (!answer.getKey().equals(TOKEN)) {
                lines.add(label(answer.getKey()) + ": " + value(answer.getValue()));
            }
        });
        return lines.length() == 0 ? Json.firstOf(Json.text(reply, "body")) : Json.clean(lines.toString());
    }

    private static JsonNode answers(JsonNode reply) {
        String json = Json.text(reply, "response_json");
        try {
            JsonNode answers = json == null ? null : JSON.readTree(json);
            return answers != null && answers.isObject() ? answers : JSON.createObjectNode();
        } catch (JacksonException e) {
            return JSON.createObjectNode();
        }
    }

    private static String label(String field) {
        return field.replaceFirst("^screen_[0-9]+_", "")
                .replaceFirst("_[0-9]+$", "")
                .replace('_', ' ');
    }

    /** Choices are sent as {@code <n>_<text>}. */
    private static String value(JsonNode value) {
        if (value.isArray()) {
            StringJoiner items = new StringJoiner(", ");
            value.forEach(item -> items.add(value(item)));
            return items.toString();
        }
        return value.isTextual() ? value.asText().replaceFirst("^[0-9]+_", "") : value.toString();
    }
}
