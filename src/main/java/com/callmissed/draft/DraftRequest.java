package com.callmissed.draft;

import java.util.UUID;

/**
 * The input of a drafter.
 *
 * @param autoreplyEnabled false while a person answers the customer
 * @param basedOnSeq the {@code seq} of the last message to use; 0 if nothing was said
 * @param questionSeq the {@code seq} of {@code question}; null if there is none
 * @param question the customer's last words; null if there are none
 * @param instruction how a person wants the draft to be; may be null
 * @param waits whether the caller repeats the request later if the provider is busy
 */
public record DraftRequest(
        UUID tenantId,
        UUID conversationId,
        DraftPurpose purpose,
        UUID botId,
        String botName,
        String systemPrompt,
        boolean autoreplyEnabled,
        int basedOnSeq,
        Integer questionSeq,
        String question,
        String instruction,
        boolean waits) {

    /** Whether the customer's last words are the end of the thread, so that nobody has answered them. */
    public boolean endsWithQuestion() {
        return questionSeq != null && questionSeq == basedOnSeq;
    }

    /** The same request, for a caller that does not repeat it. */
    public DraftRequest withoutWaiting() {
        return new DraftRequest(
                tenantId,
                conversationId,
                purpose,
                botId,
                botName,
                systemPrompt,
                autoreplyEnabled,
                basedOnSeq,
                questionSeq,
                question,
                instruction,
                false);
    }

    /** Leaves the texts of thread and prompt out, for logs. */
    @Override
    public String toString() {
        return "DraftRequest[" + purpose + ", conversation " + conversationId + ", seq " + basedOnSeq + "]";
    }
}
