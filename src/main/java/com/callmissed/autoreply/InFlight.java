package com.callmissed.autoreply;

import com.fasterxml.jackson.annotation.JsonValue;

import com.callmissed.http.WireEnum;
import com.callmissed.thread.DeliveryStatus;

/** What became of an automatic answer that was being sent when the bot was silenced. */
public enum InFlight implements WireEnum {
    /** It did not get out, and will not. */
    FAILED("failed"),
    /** The provider had it, or a part of it. */
    SENT("sent"),
    /** Its sender has not said so in time. */
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

    /** @param progress of a message that nobody is sending any more */
    static InFlight of(InFlightStore.Progress progress) {
        if (progress.partlySent() && progress.status() != DeliveryStatus.UNCERTAIN) {
            return SENT;
        }
        return switch (progress.status()) {
            case SENT, DELIVERED, READ -> SENT;
            case FAILED, QUEUED -> FAILED;
            // Back in the outbox: the provider has certainly not taken it, and the epoch keeps it there.
            case SENDING -> progress.claim() == null ? FAILED : UNCERTAIN;
            case UNCERTAIN -> UNCERTAIN;
        };
    }
}
