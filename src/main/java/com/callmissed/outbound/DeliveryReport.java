package com.callmissed.outbound;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import com.callmissed.thread.DeliveryStatus;

/**
 * A provider's word on how far an outgoing message got.
 *
 * @param error the provider's reason for {@code FAILED}, kept in the message's metadata; else null
 * @param reference what the request to send bore; null when the provider did not repeat one of ours
 */
public record DeliveryReport(
        UUID tenantId,
        UUID botId,
        String providerMessageId,
        DeliveryStatus status,
        Instant at,
        Map<String, Object> error,
        Reference reference) {

    /**
     * Which request to send the report is about. The provider repeats it, but does not vouch for it: the message may be of
     * another bot, or not exist.
     *
     * @param attempt of the message, from 1
     * @param part which part of the message's text the request bore, from 0
     * @param lastPart whether that was the end of the text
     */
    public record Reference(UUID messageId, int attempt, int part, boolean lastPart) {}
}
