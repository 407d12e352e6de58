package com.callmissed.inbound;

import io.smallrye.mutiny.Uni;

/** Converts the payloads of one provider to messages and delivery reports. */
public interface PayloadProcessor {
    /** The provider, as in {@link InboundPayload#provider()}. */
    String provider();

    /**
     * Processes a payload. It is called again with the same payload after a failure or a crash, so it must be
     * idempotent. It is called on a duplicated Vert.x context.
     *
     * @param lastAttempt whether a failure will not be retried; if true, the processor should store what it can
     * @return fails if the payload should be processed again later
     */
    Uni<Settlement> process(InboundPayload payload, boolean lastAttempt);
}
