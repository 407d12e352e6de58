package com.callmissed.twilio;

import com.callmissed.outbound.OutgoingMessage;

/**
 * What a request is answered with.
 *
 * @param spoken the message in it that was claimed for this answer; null for none
 */
record CallReply(Twiml twiml, OutgoingMessage spoken) {
    static CallReply of(Twiml twiml) {
        return new CallReply(twiml, null);
    }
}
