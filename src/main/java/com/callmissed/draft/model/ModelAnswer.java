package com.callmissed.draft.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The reply of the model.
 *
 * @param text never blank
 * @param tokensUsed {@code usage.total_tokens}; null if the server does not count
 */
public record ModelAnswer(String text, Integer tokensUsed) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The {@code finish_reason} of a text that the provider's filter has cut (OpenAI's API reference, "Create chat
     * completion").
     */
    private static final String FILTERED = "content_filter";

    /**
     * Reads the fields that all compatible servers have.
     *
     * @throws ModelFailure if the first choice has no text, or if a filter has cut it
     */
    static ModelAnswer read(String body) {
        JsonNode answer = parse(body);
        // PostgreSQL refuses text with a NUL.
        JsonNode choice = answer.path("choices").path(0);
        if (choice.path("finish_reason").asText("").equals(FILTERED)) {
            throw ModelFailure.empty();
        }
        String text = choice.path("message")
                .path("content")
                .asText("")
                .replace("\0", "")
                .strip();
        if (text.isEmpty()) {
            throw answer.path("choices").isArray() ? ModelFailure.empty() : ModelFailure.unreadable();
        }
        JsonNode tokens = answer.path("usage").path("total_tokens");
        return new ModelAnswer(text, tokens.canConvertToInt() && tokens.intValue() >= 0 ? tokens.intValue() : null);
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body == null ? "" : body);
        } catch (JsonProcessingException e) {
            throw ModelFailure.unreadable();
        }
    }

    /** Leaves the text out, for logs. */
    @Override
    public String toString() {
        return "ModelAnswer[" + tokensUsed + " tokens]";
    }
}
