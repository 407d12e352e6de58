package com.callmissed.autoreply;

import com.fasterxml.jackson.annotation.JsonValue;

import com.callmissed.http.WireEnum;
import com.callmissed.thread.DeliveryStatus;

/** The outcome of an automatic answer that was being sent when automatic answers were switched off. */
public enum InFlight implements WireEnum {
    /** It was not sent, and will not be sent. */
    FAILED("failed"),
    /** The provider has it, or a part of it. */
    SENT("sent"),
    /** Its sender has not reported an outcome in time. */
    UNCERTAIN("uncertain");

    private final String value;

    InFlight(String value) {
        this.value = value;
    }

    @JsonValue
    @Override
    public String value() {
        return value;
    }

    /** @param progress of a message that is not being sent any more */
    static InFlight of(InFlightStore.Progress progress) {
        if (progress.partlySent() && progress.status() != DeliveryStatus.UNCERTAIN) {
            return SENT;
        }
        return switch (progress.status()) {
            case SENT, DELIVERED, READ -> SENT;
            case FAILED, QUEUED -> FAILED;
            // Without a claim it is back in the outbox: the provider does not have it, and its epoch is outdated.
            case SENDING -> progress.claim() == null ? FAILED : UNCERTAIN;
            case UNCERTAIN -> UNCERTAIN;
        };
    }
}
