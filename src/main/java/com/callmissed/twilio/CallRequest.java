package com.callmissed.twilio;

import java.util.UUID;

import com.callmissed.call.VoiceCall;

/**
 * One verified request of Twilio about a call.
 *
 * @param connection the connection of the response
 * @param requestId for events; may be null
 */
record CallRequest(
        TwilioAccount account, VoiceCall call, VoiceScript script, CallConnection connection, String requestId) {
    UUID tenantId() {
        return call.tenantId();
    }
}
