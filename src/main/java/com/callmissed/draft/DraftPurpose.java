package com.callmissed.draft;

/** Who reads a draft first. That decides which texts it may use. */
public enum DraftPurpose {
    /** A person, who decides whether to send it. It may use answers to other customers of the same bot. */
    DRAFT,
    /**
     * The customer. It never contains text of another conversation. The only stored texts that it may use are saved
     * answers that a person has marked as automatic.
     */
    AUTOMATIC
}
