package com.callmissed.call;

import java.util.UUID;

/**
 * A phone call as its provider names it.
 *
 * @param callId the provider's id of the call, unique for the bot, 1 to 64 characters
 * @param caller the caller's number as {@code +} E.164, or a word where it is not known
 */
public record VoiceCall(UUID tenantId, UUID botId, String callId, String caller) {
    /** Without the caller's number. */
    @Override
    public String toString() {
        return "call " + callId + " of tenant " + tenantId;
    }
}
