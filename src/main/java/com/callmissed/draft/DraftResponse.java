package com.callmissed.draft;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;

import com.callmissed.text.TextCut;

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
        return new DraftResponse(
                TextCut.start(draft, LONGEST), request.systemPrompt().isBlank(), request.basedOnSeq());
    }
}
