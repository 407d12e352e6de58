package com.callmissed.draft;

/**
 * A proposed reply.
 *
 * @param text never blank
 * @param tokensUsed the tokens of request and reply together, as the provider bills them ({@code usage.total_tokens});
 *     null if no model wrote the text, or if the provider does not count
 * @param source where the text comes from; null for the acknowledgement
 */
public record Draft(String text, Integer tokensUsed, DraftSource source) {
    static Draft ofModel(String text, Integer tokensUsed) {
        return new Draft(text, tokensUsed, DraftSource.MODEL);
    }

    static Draft stored(String text, DraftSource source) {
        return new Draft(text, null, source);
    }

    /** The text for a customer whose question has no answer. */
    static Draft acknowledgement(String botName) {
        String who = botName.isBlank() ? "We" : botName;
        return new Draft("Thank you for your message. " + who + " will get back to you shortly.", null, null);
    }

    public boolean isAcknowledgement() {
        return source == null;
    }

    /** Leaves the text out, for logs. */
    @Override
    public String toString() {
        return "Draft[" + source + "]";
    }
}
