package com.callmissed.twilio;

import java.util.Locale;

/** A fixed phrase besides the bot's answers. A bot's config can replace it: {@code "phrases": {"filler": "…"}}. */
enum Phrase {
    /** While the bot works on its answer. */
    FILLER("One moment, please."),
    /** After a silence. */
    SILENCE("Sorry, I did not hear anything. How can I help you?"),
    /** After too many silences, or when the call is over. */
    GOODBYE("Thank you for your call. Goodbye."),
    /** When a person takes over. */
    HANDOVER("A person from our team will call you back. Thank you for your call. Goodbye."),
    /** When the bot has no answer; before {@link #HANDOVER}. */
    APOLOGY("I am sorry, I cannot answer that right now."),
    /** When the bot takes no calls. */
    CLOSED("Thank you for your call. Nobody can take it right now. Please try again later. Goodbye."),
    /** After an error of the service. */
    TROUBLE("We are sorry, something went wrong on our side. Please call again in a few minutes. Goodbye.");

    private final String english;

    Phrase(String english) {
        this.english = english;
    }

    String english() {
        return english;
    }

    /** The name of the phrase in a bot's config. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
