package com.callmissed.ai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads what the model answered. Only what is needed has to be there: compatible servers differ in the rest. */
final class ModelAnswer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelAnswer() {}

    /** @throws ModelFailure when the first choice holds no text */
    static Draft read(String body) {
        JsonNode answer = parse(body);
        // PostgreSQL refuses text with a NUL.
        String text = answer.path("choices")
                .path(0)
                .path("message")
                .path("content")
                .asText("")
                .replace("\0", "")
                .strip();
        if (text.isEmpty()) {
            throw answer.path("choices").isArray() ? ModelFailure.empty() : ModelFailure.unreadable();
        }
        JsonNode tokens = answer.path("usage").path("total_tokens");
        return new Draft(text, tokens.canConvertToInt() && tokens.intValue() >= 0 ? tokens.intValue() : null);
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body == null ? "" : body);
        } catch (JsonProcessingException e) {
            throw ModelFailure.unreadable();
        }
    }
}
