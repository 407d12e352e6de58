package com.callmissed.draft;

/**
 * A proposed reply.
 *
 * @param text never blank
 * @param tokensUsed what the provider bills for it: the question with its thread and the reply together ({@code
 *     usage.total_tokens}); null where nothing is counted
 * @param source where the text comes from; null for the acknowledgement, which answers nothing
 */
public record Draft(String text, Integer tokensUsed, DraftSource source) {
    static Draft ofModel(String text, Integer tokensUsed) {
        return new Draft(text, tokensUsed, DraftSource.MODEL);
    }

    static Draft stored(String text, DraftSource source) {
        return new Draft(text, null, source);
    }

    /** What is said to a customer when there is no answer. */
    static Draft acknowledgement(String botName) {
        String who = botName.isBlank() ? "We" : botName;
        return new Draft("Thank you for your message. " + who + " will get back to you shortly.", null, null);
    }

    public boolean isAcknowledgement() {
        return source == null;
    }

    /** Keeps the words out of logs. */
    @Override
    public String toString() {
        return "Draft[" + source + "]";
    }
}
