package com.callmissed.draft;

/** Who reads a draft first, which decides what it may be made of. */
public enum DraftPurpose {
    /** A person, who decides whether to send it. It may be what another customer of the bot was answered. */
    DRAFT,
    /**
     * The customer. It never has words of another conversation, and of stored texts only those that a person has marked
     * as automatic.
     */
    AUTOMATIC
}
