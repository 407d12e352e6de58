package com.callmissed.inbound;

import io.smallrye.mutiny.Uni;

/** Turns the payloads of one provider into messages and delivery reports. */
public interface PayloadProcessor {
    /** The provider whose payloads this one understands, as in {@link InboundPayload#provider()}. */
    String provider();

    /**
     * Does the work; called again with the same payload after a failure or a crash, so it must be idempotent. Runs on a
     * duplicated Vert.x context.
     *
     * @param lastAttempt true when a failure will not be tried again, so that whatever can be stored should be
     * @return fails when the payload should be tried again later
     */
    Uni<Settlement> process(InboundPayload payload, boolean lastAttempt);
}
