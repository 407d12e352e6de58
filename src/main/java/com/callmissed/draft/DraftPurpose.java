package com.callmissed.draft;

/** Who will read a draft first. */
public enum DraftPurpose {
    /** A person, who asked for it: a draft that says nothing is no help, so there may be none. */
    DRAFT,
    /** The customer: a draft that says little is better than none. */
    AUTOMATIC
}
