package com.callmissed.draft;

import java.util.List;

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
 * @param sources where the text comes from; empty for one that answers nothing
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
public record DraftResponse(String draft, boolean usedDefaultPrompt, int basedOnSeq, List<DraftSource> sources) {
    /** What a WhatsApp message can hold. */
    private static final int LONGEST = 4_096;

    static DraftResponse of(Draft draft, DraftRequest request) {
        return new DraftResponse(
                TextCut.start(draft.text(), LONGEST),
                request.systemPrompt().isBlank(),
                request.basedOnSeq(),
                draft.isAcknowledgement() ? List.of() : List.of(draft.source()));
    }
}
