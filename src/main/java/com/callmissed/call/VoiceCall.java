package com.callmissed.call;

import java.util.UUID;

import com.callmissed.contact.CustomerAddress;
import com.callmissed.thread.Channel;
import com.callmissed.thread.NewThread;

/**
 * A phone call, as identified by its provider.
 *
 * @param callId the provider's id of the call, unique per bot, 1 to 64 characters
 * @param caller null if the caller has withheld the number
 */
public record VoiceCall(UUID tenantId, UUID botId, String callId, CustomerAddress caller) {
    /** The channel of every call. */
    static final Channel CHANNEL = Channel.VOICE;

    /** The caller as people see it. */
    String shownCaller() {
        return caller == null ? NewThread.ANONYMOUS : caller.shown();
    }

    /** Without the caller's number. */
    @Override
    public String toString() {
        return "call " + callId + " of tenant " + tenantId;
    }
}
