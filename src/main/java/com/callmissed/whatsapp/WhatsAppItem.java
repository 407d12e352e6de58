package com.callmissed.whatsapp;

import java.time.Instant;

import com.callmissed.call.VoiceCall;
import com.callmissed.contact.Customer;
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

    /**
     * Chunks of an earlier history are complete. The last one with messages says how far the history is.
     *
     * @param phase 0 for the last day, 1 up to day 90, 2 up to day 180
     * @param progress of the whole history, in percent
     * @param messages of all chunks of the payload
     */
    record HistoryProgress(int phase, int chunk, int progress, int messages) implements WhatsAppItem {}

    /** The business does not share its earlier history. */
    record HistoryDeclined(int code) implements WhatsAppItem {}

    /**
     * Addresses of one customer have changed.
     *
     * @param at null for now
     */
    record Addresses(Customer customer, Instant at) implements WhatsAppItem {}

    /** The customer to whom a message was sent that a report is about, with the addresses of that time. */
    record Recipient(Customer customer) implements WhatsAppItem {}

    /** An item that should be a message, a call or a report but is not readable; {@code what} quotes nothing of it. */
    record Unreadable(String what) implements WhatsAppItem {}
}
