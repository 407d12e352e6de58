package com.callmissed.draft.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What the model has answered.
 *
 * @param text never blank
 * @param tokensUsed {@code usage.total_tokens}; null where the server does not count
 */
public record ModelAnswer(String text, Integer tokensUsed) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of a choice whose text the provider's filter has cut (OpenAI's API reference, "Create chat completion"). */
    private static final String FILTERED = "content_filter";

    /**
     * Only what is needed has to be there: compatible servers differ in the rest.
     *
     * @throws ModelFailure when the first choice holds no text, or only what a filter has left of it
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

    /** Without a word of the text. */
    @Override
    public String toString() {
        return "ModelAnswer[" + tokensUsed + " tokens]";
    }
}
