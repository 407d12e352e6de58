package com.callmissed.whatsapp;

import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import com.callmissed.call.VoiceCall;
import com.callmissed.contact.Customer;
import com.callmissed.inbound.InboundPayload;
import com.callmissed.thread.Channel;
import com.callmissed.thread.InboundLimits;
import com.callmissed.whatsapp.graph.Json;

/**
 * Reads calls of customers (Meta, "WhatsApp Business Calling API"). This service does not answer them: they end in the
 * business's own telephone system, or nobody takes them.
 */
final class CallReader {
    private static final long LONGEST_CALL = 9_999_999;

    private final InboundPayload payload;
    private final CustomerReader customers;

    CallReader(InboundPayload payload, CustomerReader customers) {
        this.payload = payload;
        this.customers = customers;
    }

    /**
     * Converts an event of a call. Returns empty if the business has called, or if the event is neither the begin nor
     * the end of a call.
     *
     * @param value the part of the payload that contains the call
     */
    Optional<WhatsAppItem> read(JsonNode call, JsonNode value) {
        String event = Json.text(call, "event");
        boolean begins = "connect".equals(event);
        if (!begins && !"terminate".equals(event) || isOfBusiness(call, value)) {
            return Optional.empty();
        }
        String id = Json.firstOf(Json.text(call, "id"));
        if (id == null || id.length() > VoiceCall.LONGEST_ID) {
            return Optional.of(new WhatsAppItem.Unreadable("call without an id"));
        }
        Customer caller = customers.sender(call, value);
        if (caller == null) {
            return Optional.of(new WhatsAppItem.Unreadable("call without a caller"));
        }
        VoiceCall known = new VoiceCall(
                payload.tenantId(),
                payload.botId(),
                id,
                caller.withProfileName(InboundLimits.name(caller.profileName())),
                Channel.WHATSAPP.value());
        return Optional.of(begins ? new WhatsAppItem.CallOffered(known) : ended(known, call));
    }

    /** Meta reports a duration if somebody took the call, also with the status {@code FAILED}. */
    private static WhatsAppItem ended(VoiceCall known, JsonNode call) {
        Integer duration = duration(call);
        boolean taken = duration != null && duration > 0 && !"FAILED".equalsIgnoreCase(Json.text(call, "status"));
        return new WhatsAppItem.CallEnded(known, taken, duration);
    }

    private static Integer duration(JsonNode call) {
        long begin = call.path("start_time").asLong(0);
        long end = call.path("end_time").asLong(0);
        long seconds = call.hasNonNull("duration")
                ? call.path("duration").asLong(-1)
                : begin > 0 && end >= begin ? end - begin : -1;
        return seconds >= 0 && seconds <= LONGEST_CALL ? (int) seconds : null;
    }

    private static boolean isOfBusiness(JsonNode call, JsonNode value) {
        String direction = Json.text(call, "direction");
        return direction == null ? isOwn(call.path("from"), value) : direction.equalsIgnoreCase("BUSINESS_INITIATED");
    }

    private static boolean isOwn(JsonNode from, JsonNode value) {
        String number = Digits.of(from);
        return !number.isEmpty() && number.equals(Digits.ofBusiness(value));
    }
}
