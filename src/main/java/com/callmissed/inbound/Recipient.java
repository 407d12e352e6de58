package com.callmissed.inbound;

import java.util.UUID;

/** The bot that a payload is for, and the number by which the payload names it. */
public record Recipient(UUID tenantId, UUID botId, String address) {}
