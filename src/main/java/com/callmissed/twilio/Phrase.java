package com.callmissed.twilio;

import java.util.Locale;

/** What is said beside the bot's answers. A bot's config can put it in other words: {@code "phrases": {"filler": "…"}}. */
enum Phrase {
    /** While the bot still thinks. */
    FILLER("One moment, please."),
    /** When nothing was heard. */
    SILENCE("Sorry, I did not hear anything. How can I help you?"),
    /** When nothing was heard again and again, or the call is over. */
    GOODBYE("Thank you for your call. Goodbye."),
    /** When a person takes over. */
    HANDOVER("A person from our team will call you back. Thank you for your call. Goodbye."),
    /** When the bot has no answer; said before {@link #HANDOVER}. */
    APOLOGY("I am sorry, I cannot answer that right now."),
    /** When the bot takes no calls. */
    CLOSED("Thank you for your call. Nobody can take it right now. Please try again later. Goodbye."),
    /** When the service itself is in trouble. */
    TROUBLE("We are sorry, something went wrong on our side. Please call again in a few minutes. Goodbye.");

    private final String english;

    Phrase(String english) {
        this.english = english;
    }

    String english() {
        return english;
    }

    /** Its name in a bot's config. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
