package com.callmissed.inbound;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import com.callmissed.thread.Channel;
import com.callmissed.thread.MessageRole;
import com.callmissed.thread.MessageType;

/**
 * A message as a provider delivered it.
 *
 * @param role {@code USER} for what the customer sent, {@code ASSISTANT} for the echo of what the business typed elsewhere
 * @param externalId the customer on the channel; phone numbers as {@code +} E.164
 * @param providerMessageId unique for the bot; a second delivery of the same id changes nothing
 * @param metadata null when there is none
 * @param sentAt the provider's time, which opens the reply window; null for now
 * @param conversationMetadata kept only when this message opens the thread; null when there is none
 */
public record ChannelMessage(
        UUID tenantId,
        UUID botId,
        Channel channel,
        MessageRole role,
        String externalId,
        String providerMessageId,
        MessageType type,
        String content,
        Map<String, Object> metadata,
        Instant sentAt,
        Map<String, Object> conversationMetadata) {}
