package com.callmissed.twilio;

import java.util.Map;
import java.util.UUID;

import com.callmissed.inbound.SecretTrials;

/**
 * The phone number that a bot claims, the auth token that proves the claim, and how the bot takes calls.
 *
 * @param accountSid null if the stored credentials cannot be decrypted
 * @param authToken null if the stored credentials cannot be decrypted
 * @param phoneNumber in E.164
 * @param isListed whether the account finds the bot; false if an earlier version has stored the credentials
 * @param takesCalls false if the bot is switched off, or if its type takes no incoming calls
 * @param config null if the bot has none
 */
public record TwilioAccount(
        UUID tenantId,
        UUID botId,
        String accountSid,
        String authToken,
        String phoneNumber,
        boolean isListed,
        String botName,
        boolean takesCalls,
        Map<String, Object> config)
        implements SecretTrials.Candidate {
    @Override
    public String secret() {
        return authToken;
    }

    @Override
    public String toString() {
        return "TwilioAccount[" + tenantId + ", " + botId + ", " + accountSid + "]";
    }
}
