package com.callmissed.channel.twilio;

import com.callmissed.outbound.OutgoingMessage;

/**
 * What a request is answered with.
 *
 * @param spoken the message in it that was claimed for this answer; null for none
 */
record Reply(Twiml twiml, OutgoingMessage spoken) {
    static Reply of(Twiml twiml) {
        return new Reply(twiml, null);
    }
}
