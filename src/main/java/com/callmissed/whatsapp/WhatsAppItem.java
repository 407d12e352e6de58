package com.callmissed.whatsapp;

import com.callmissed.inbound.ChannelMessage;
import com.callmissed.outbound.DeliveryReport;

/** One item of a payload for one bot. */
sealed interface WhatsAppItem {

    /** A message of the customer, or one that the business sent from its phone. */
    record Message(ChannelMessage message) implements WhatsAppItem {}

    /** A delivery report about a message of this service. */
    record Report(DeliveryReport report) implements WhatsAppItem {}

    /** An item that should be a message or a report but is not readable; {@code what} quotes nothing of it. */
    record Unreadable(String what) implements WhatsAppItem {}
}
