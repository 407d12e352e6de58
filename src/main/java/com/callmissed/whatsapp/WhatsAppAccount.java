package com.callmissed.whatsapp;

import java.util.UUID;

/**
 * Which bot a WhatsApp number belongs to, by its own word, and the secret that proves it.
 *
 * @param appSecret null, as the number, when what is stored cannot be decrypted
 */
public record WhatsAppAccount(UUID tenantId, UUID botId, String phoneNumberId, String appSecret) {
    public boolean isReadable() {
        return appSecret != null;
    }

    @Override
    public String toString() {
        return "WhatsAppAccount[" + tenantId + ", " + botId + ", " + phoneNumberId + "]";
    }
}
