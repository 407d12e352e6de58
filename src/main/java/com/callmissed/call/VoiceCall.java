package com.callmissed.call;

import java.util.UUID;

import com.callmissed.contact.Customer;
import com.callmissed.thread.Channel;
import com.callmissed.thread.NewThread;

/**
 * A call, as identified by its provider.
 *
 * @param callId the provider's id of the call, unique per bot, 1 to {@value #LONGEST_ID} characters
 * @param caller null if the caller has withheld the number; a profile name has at most 255 characters
 * @param origin where the call came in, for people who look at it; null for the telephone
 */
public record VoiceCall(UUID tenantId, UUID botId, String callId, Customer caller, String origin) {
    /** In UTF-16 units. */
    public static final int LONGEST_ID = 512;

    /** The channel of every call. */
    static final Channel CHANNEL = Channel.VOICE;

    /** The caller as people see it. */
    String shownCaller() {
        return caller == null ? NewThread.ANONYMOUS : caller.shown();
    }

    /** Null if the caller is not known or has no name. */
    String profileName() {
        return caller == null ? null : caller.profileName();
    }

    /** Without the caller's number. */
    @Override
    public String toString() {
        return "call " + callId + " of tenant " + tenantId;
    }
}
