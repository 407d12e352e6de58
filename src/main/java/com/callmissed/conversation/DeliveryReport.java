package com.callmissed.conversation;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A provider's word on how far an outgoing message got.
 *
 * @param error the provider's reason for {@code FAILED}, kept in the message's metadata; else null
 */
public record DeliveryReport(
        UUID tenantId,
        UUID botId,
        String providerMessageId,
        DeliveryStatus status,
        Instant at,
        Map<String, Object> error) {}
