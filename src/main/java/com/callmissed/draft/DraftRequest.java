package com.callmissed.draft;

import java.util.UUID;

/**
 * What a drafter is asked.
 *
 * @param autoreplyEnabled false while a person answers the customer
 * @param basedOnSeq the last message to look at
 * @param questionSeq the place of {@code question}
 * @param question the customer's last message; both are null when the customer has said nothing
 * @param instruction what the person at the dashboard wants of the draft; null for nothing special
 * @param waits whether the request is made again later when the provider has too much to do now
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

    /** The same, to be answered now. */
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

    /** Without a word of the thread or the prompt. */
    @Override
    public String toString() {
        return "DraftRequest[" + purpose + ", conversation " + conversationId + ", seq " + basedOnSeq + "]";
    }
}
