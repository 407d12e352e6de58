package com.callmissed.inbound;

import java.util.UUID;

import com.callmissed.telemetry.StoredTrace;

/**
 * A payload that this process works on.
 *
 * @param claim of this work; another process that takes the payload over has another claim
 * @param progress of earlier work on the payload
 * @param trace that stored the payload, from {@link StoredTrace}; null for the current one
 */
record ClaimedPayload(InboundPayload payload, UUID claim, PayloadProgress progress, String trace) {
    /** A payload that the request which stored it processes. */
    static ClaimedPayload stored(InboundPayload payload, UUID claim) {
        return new ClaimedPayload(payload, claim, PayloadProgress.NONE, null);
    }

    @Override
    public String toString() {
        return payload.toString();
    }
}
