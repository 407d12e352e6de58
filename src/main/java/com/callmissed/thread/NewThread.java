package com.callmissed.thread;

import java.util.Map;
import java.util.UUID;

/**
 * A conversation that is to be found or opened.
 *
 * @param externalId the customer on the channel
 * @param metadata kept only by a new conversation; may be null
 */
public record NewThread(UUID botId, Channel channel, String externalId, Map<String, Object> metadata) {}
