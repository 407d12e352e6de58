package com.callmissed.channel.twilio;

import java.util.UUID;

import com.callmissed.bot.TwilioAccount;
import com.callmissed.call.VoiceCall;

/**
 * One verified request of Twilio about a call.
 *
 * @param line where the answer goes
 * @param requestId for events; may be null
 */
record Visit(TwilioAccount account, VoiceCall call, Script script, Line line, String requestId) {
    UUID tenantId() {
        return call.tenantId();
    }
}
