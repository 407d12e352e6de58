package com.callmissed.twilio;

import java.util.Map;
import java.util.UUID;

/**
 * Which bot a phone number belongs to, by its own word, the secret that proves it, and how the bot takes calls.
 *
 * @param authToken null, as the account, when what is stored cannot be decrypted
 * @param takesCalls false while the bot is switched off, and for bots that are not for calls that come in
 * @param config null when the bot has none
 */
public record TwilioAccount(
        UUID tenantId,
        UUID botId,
        String accountSid,
        String authToken,
        String botName,
        boolean takesCalls,
        Map<String, Object> config) {
    public boolean isReadable() {
        return authToken != null;
    }

    @Override
    public String toString() {
        return "TwilioAccount[" + tenantId + ", " + botId + ", " + accountSid + "]";
    }
}
