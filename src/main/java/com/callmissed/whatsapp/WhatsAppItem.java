package com.callmissed.whatsapp;

import com.callmissed.inbound.ChannelMessage;
import com.callmissed.outbound.DeliveryReport;

/** One thing that a payload says to one bot. */
sealed interface WhatsAppItem {

    /** A message of the customer, or one that the business sent from its phone. */
    record Message(ChannelMessage message) implements WhatsAppItem {}

    /** How far a message of ours has come. */
    record Report(DeliveryReport report) implements WhatsAppItem {}

    /** Something that should be a message or a report but cannot be understood; {@code what} quotes nothing of it. */
    record Unreadable(String what) implements WhatsAppItem {}
}
