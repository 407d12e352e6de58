package com.callmissed.whatsapp;

import com.callmissed.call.VoiceCall;
import com.callmissed.inbound.ChannelMessage;
import com.callmissed.outbound.DeliveryReport;

/** One item of a payload for one bot. */
sealed interface WhatsAppItem {

    /** A message of the customer, or one that the business sent from its phone. */
    record Message(ChannelMessage message) implements WhatsAppItem {}

    /** A delivery report about a message of this service. */
    record Report(DeliveryReport report) implements WhatsAppItem {}

    /** A call of a customer that is offered to the business. */
    record CallOffered(VoiceCall call) implements WhatsAppItem {}

    /**
     * The end of a call of a customer.
     *
     * @param taken whether somebody took the call, and it did not fail
     * @param durationSeconds null if the payload does not say it
     */
    record CallEnded(VoiceCall call, boolean taken, Integer durationSeconds) implements WhatsAppItem {}

    /** An item that should be a message, a call or a report but is not readable; {@code what} quotes nothing of it. */
    record Unreadable(String what) implements WhatsAppItem {}
}
