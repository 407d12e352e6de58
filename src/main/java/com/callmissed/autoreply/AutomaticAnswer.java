package com.callmissed.autoreply;

/**
 * An answer that the bot wants to give.
 *
 * @param basedOnSeq the {@code seq} of the last message that it takes into account
 * @param tokensUsed null if no model wrote it
 * @param acknowledges whether it is only an acknowledgement, which escalates the conversation
 */
public record AutomaticAnswer(String text, Integer tokensUsed, int basedOnSeq, boolean acknowledges) {
    /** Leaves the text out, for logs. */
    @Override
    public String toString() {
        return "AutomaticAnswer[" + basedOnSeq + "]";
    }
}
