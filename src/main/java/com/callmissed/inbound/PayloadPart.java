package com.callmissed.inbound;

import io.smallrye.mutiny.Uni;

import com.callmissed.persistence.CommitGuard;

/** A message or a report of a payload. */
@FunctionalInterface
public interface PayloadPart {
    /**
     * Whether {@link #deliver} is a single transaction. A payload that consists of such a part is stored together with
     * its row of the journal.
     */
    default boolean isOneTransaction() {
        return false;
    }

    /**
     * Stores the part, in one transaction or in a few. It may be called again after a success, a failure or a crash, so
     * it must be idempotent.
     *
     * @param guard of each transaction
     * @return fails if the part should be stored again later, or if the database refuses its values
     */
    Uni<IngestOutcome> deliver(CommitGuard guard);
}
