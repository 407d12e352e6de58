package com.callmissed.whatsapp;

import java.util.UUID;

import com.callmissed.inbound.SecretTrials;

/**
 * The WhatsApp number that a bot claims, and the app secret that proves the claim.
 *
 * @param phoneNumberId null if the stored credentials cannot be decrypted
 * @param appSecret null if the stored credentials cannot be decrypted
 */
public record WhatsAppAccount(UUID tenantId, UUID botId, String phoneNumberId, String appSecret)
        implements SecretTrials.Candidate {
    @Override
    public String secret() {
        return appSecret;
    }

    @Override
    public String toString() {
        return "WhatsAppAccount[" + tenantId + ", " + botId + ", " + phoneNumberId + "]";
    }
}
