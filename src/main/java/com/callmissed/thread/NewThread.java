package com.callmissed.thread;

import java.util.UUID;

import com.callmissed.persistence.JsonDocument;

/**
 * A conversation to find or to open.
 *
 * @param externalId the customer on the channel
 * @param metadata stored only if the conversation is new; may be null
 */
public record NewThread(UUID botId, Channel channel, String externalId, JsonDocument metadata) {}
