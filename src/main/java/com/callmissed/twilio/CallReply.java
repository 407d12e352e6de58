package com.callmissed.twilio;

import com.callmissed.outbound.OutgoingMessage;

/**
 * The response to a request of Twilio.
 *
 * @param spoken the message in it that was claimed for this response; null for none
 */
record CallReply(Twiml twiml, OutgoingMessage spoken) {
    static CallReply of(Twiml twiml) {
        return new CallReply(twiml, null);
    }
}
