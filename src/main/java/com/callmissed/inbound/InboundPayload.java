package com.callmissed.inbound;

import java.time.Instant;
import java.util.UUID;

/**
 * One verified webhook body of one bot, as the journal keeps it.
 *
 * @param provider {@code whatsapp} or {@code twilio}
 * @param address the number that the payload was verified for, whatever the bot's number is by now
 * @param body the raw bytes; never changed
 * @param requestId of the delivery; null when it had none
 * @param attempts how many tries have failed so far
 */
public record InboundPayload(
        UUID tenantId,
        UUID id,
        UUID botId,
        String provider,
        String address,
        byte[] body,
        String requestId,
        Instant receivedAt,
        int attempts) {

    /** Names the row, not the customer's words. */
    @Override
    public String toString() {
        return "payload " + id + " of tenant " + tenantId;
    }
}
