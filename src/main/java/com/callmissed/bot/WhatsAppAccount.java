package com.callmissed.bot;

import java.util.UUID;

/** Which bot a WhatsApp number belongs to, by its own word, and the secret that proves it. */
public record WhatsAppAccount(UUID tenantId, UUID botId, String phoneNumberId, String appSecret) {
    @Override
    public String toString() {
        return "WhatsAppAccount[" + tenantId + ", " + botId + ", " + phoneNumberId + "]";
    }
}
