package com.callmissed.inbound;

/**
 * How far the work on a payload is.
 *
 * @param parts number of parts; 0 when the payload has not been read
 * @param done parts that need no further work, from the first part on
 * @param failed how many of them could not be stored
 * @param unreadable how many of them could not be parsed
 */
record PayloadProgress(int parts, int done, int failed, int unreadable) {
    /** Nothing is done. */
    static final PayloadProgress NONE = new PayloadProgress(0, 0, 0, 0);

    /**
     * Returns the progress of work that resumes. It begins again when the payload now has another number of parts, as
     * after an upgrade, because {@link #done} counts other parts then.
     *
     * @param parts as they were read now
     */
    PayloadProgress resumedWith(int parts) {
        return this.parts == parts ? this : new PayloadProgress(parts, 0, 0, 0);
    }

    /** Returns the progress after one more part. */
    PayloadProgress after(IngestOutcome outcome) {
        return new PayloadProgress(
                parts,
                done + 1,
                failed + (outcome == IngestOutcome.FAILED ? 1 : 0),
                unreadable + (outcome == IngestOutcome.UNREADABLE ? 1 : 0));
    }
}
