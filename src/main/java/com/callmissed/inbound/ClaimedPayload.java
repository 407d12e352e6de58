package com.callmissed.inbound;

import java.util.UUID;

/**
 * A payload that this process works on.
 *
 * @param claim of this work; another process that takes the payload over has another claim
 * @param progress of earlier work on the payload
 */
record ClaimedPayload(InboundPayload payload, UUID claim, PayloadProgress progress) {

    @Override
    public String toString() {
        return payload.toString();
    }
}
