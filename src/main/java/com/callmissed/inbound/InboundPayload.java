package com.callmissed.inbound;

import java.time.Instant;
import java.util.UUID;

/**
 * One verified webhook body for one bot, as stored in the journal.
 *
 * @param provider {@code whatsapp} or {@code twilio}
 * @param address the number for which the payload was verified, even if the bot has another number now
 * @param body the raw bytes; must not be modified
 * @param requestId of the delivery; null if it had none
 * @param attempts number of failed attempts
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

    InboundPayload withId(UUID other) {
        return new InboundPayload(tenantId, other, botId, provider, address, body, requestId, receivedAt, attempts);
    }

    /** Names the row only, because the body has customer data. */
    @Override
    public String toString() {
        return "payload " + id + " of tenant " + tenantId;
    }
}
