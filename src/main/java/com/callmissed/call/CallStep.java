package com.callmissed.call;

/** What is next in a call that is on the line. */
public enum CallStep {
    /** The conversation is completed or failed. */
    OVER,
    /** People answer it: automatic answers are off, or it was escalated. */
    TAKEN_OVER,
    /** The bot was switched off. */
    BOT_INACTIVE,
    /** An answer of the bot waits in the outbox. */
    ANSWER_READY,
    /** The bot works on an answer, or one is being said. */
    ANSWER_COMING,
    /** The caller has the last word, and no answer will come. */
    UNANSWERED,
    /** It is the caller's turn. */
    ANSWERED
}
