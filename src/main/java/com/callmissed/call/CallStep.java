package com.callmissed.call;

/** The next step of a call. */
public enum CallStep {
    /** The conversation is completed or failed. */
    OVER,
    /** People answer the call: automatic answers are off, or it was escalated. */
    TAKEN_OVER,
    /** The bot had no answer and has escalated the call. Its acknowledgement may be in the outbox. */
    GIVEN_UP,
    /** The bot is switched off. */
    BOT_INACTIVE,
    /** An answer of the bot is ready in the outbox. */
    ANSWER_READY,
    /** The bot works on an answer, or an answer is being said. */
    ANSWER_COMING,
    /** The caller spoke last, and no answer will come. */
    UNANSWERED,
    /** It is the caller's turn. */
    ANSWERED
}
