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
 * @param usedDefaultPrompt true if the bot has no system prompt
 * @param basedOnSeq the {@code seq} of the last message that the drafter has used
 * @param sources where the text comes from; empty for an acknowledgement
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
public record DraftResponse(String draft, boolean usedDefaultPrompt, int basedOnSeq, List<DraftSource> sources) {
    /** In UTF-16 units, the longest text of a WhatsApp message. */
    private static final int LONGEST = 4_096;

    static DraftResponse of(Draft draft, DraftRequest request) {
        return new DraftResponse(
                TextCut.start(draft.text(), LONGEST),
                request.systemPrompt().isBlank(),
                request.basedOnSeq(),
                draft.isAcknowledgement() ? List.of() : List.of(draft.source()));
    }
}
