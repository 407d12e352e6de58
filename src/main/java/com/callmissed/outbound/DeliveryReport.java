package com.callmissed.outbound;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import com.callmissed.thread.DeliveryStatus;

/**
 * A provider's report about the delivery of an outgoing message.
 *
 * @param error the provider's reason for {@code FAILED}, kept in the message's metadata; else null
 * @param reference the reference of the send request; null if the provider did not repeat one of this service
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
     * The send request that the report is about. The provider repeats it but does not verify it: the message may belong
     * to another bot or not exist.
     *
     * @param attempt number of the attempt at the message, from 1
     * @param part index of the part of the message's text, from 0
     * @param lastPart whether it was the last part
     */
    public record Reference(UUID messageId, int attempt, int part, boolean lastPart) {}
}
