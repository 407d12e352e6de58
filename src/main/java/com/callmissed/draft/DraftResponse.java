package com.callmissed.draft;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A suggested reply.
 *
 * @param draft at most 4 096 characters
 * @param usedDefaultPrompt true when the bot has no system prompt
 * @param basedOnSeq the last message that the draft has seen
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
public record DraftResponse(String draft, boolean usedDefaultPrompt, int basedOnSeq) {
    /** What a WhatsApp message can hold. */
    private static final int LONGEST = 4_096;

    static DraftResponse of(String draft, DraftRequest request) {
        return new DraftResponse(clamp(draft), request.systemPrompt().isBlank(), request.basedOnSeq());
    }

    /** Never half of a surrogate pair. */
    static String clamp(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST);
    }
}
