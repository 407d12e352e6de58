package com.callmissed.inbound;

import java.util.UUID;

/** The bot that a payload is for, and the number that names the bot in the payload. */
public record Recipient(UUID tenantId, UUID botId, String address) {}
