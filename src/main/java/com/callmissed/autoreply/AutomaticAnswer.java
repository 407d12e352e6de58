package com.callmissed.autoreply;

/**
 * What the bot wants to say.
 *
 * @param basedOnSeq the last message that it has seen
 * @param tokensUsed null when no model wrote it
 * @param acknowledges that it answers nothing: the conversation goes to people with it
 */
public record AutomaticAnswer(String text, Integer tokensUsed, int basedOnSeq, boolean acknowledges) {
    /** Keeps the words out of logs. */
    @Override
    public String toString() {
        return "AutomaticAnswer[" + basedOnSeq + "]";
    }
}
