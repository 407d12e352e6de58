package com.callmissed.call;

import java.util.UUID;

import com.callmissed.thread.Channel;

/**
 * A phone call, as identified by its provider.
 *
 * @param callId the provider's id of the call, unique per bot, 1 to 64 characters
 * @param caller the caller's number as {@code +} E.164, or a word if it is not known
 */
public record VoiceCall(UUID tenantId, UUID botId, String callId, String caller) {
    /** The channel of every call. */
    static final Channel CHANNEL = Channel.VOICE;

    /** Without the caller's number. */
    @Override
    public String toString() {
        return "call " + callId + " of tenant " + tenantId;
    }
}
