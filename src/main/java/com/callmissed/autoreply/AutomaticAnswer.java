package com.callmissed.autoreply;

/**
 * What the bot wants to say.
 *
 * @param basedOnSeq the last message that it has seen
 * @param tokensUsed null when no model wrote it
 */
public record AutomaticAnswer(String text, Integer tokensUsed, int basedOnSeq) {
    /** Keeps the words out of logs. */
    @Override
    public String toString() {
        return "AutomaticAnswer[" + basedOnSeq + "]";
    }
}
