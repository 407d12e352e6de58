package com.callmissed.thread;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;

import com.callmissed.http.WireEnum;

/** Why the service itself has changed the status of a conversation. */
@RegisterForReflection
public enum StatusReason implements WireEnum {
    /** The bot had no answer for the customer. */
    NO_ANSWER("no_answer"),
    /** The caller has asked for a person. */
    PERSON_REQUESTED("person_requested"),
    /** The customer seems to be a machine that answers each answer. */
    LOOP_SUSPECTED("loop_suspected"),
    /** The customer has written on a finished conversation in which a person had taken over. The bot is silent. */
    WAITING_FOR_PERSON("waiting_for_person"),
    /** Nobody took the call. */
    MISSED_CALL("missed_call");

    private static final StatusReason[] KNOWN = values();

    private final String value;

    StatusReason(String value) {
        this.value = value;
    }

    /**
     * Reads the column.
     *
     * @param value null for none
     * @return null for a reason that only a newer version of the service knows, which may run beside this one
     */
    static StatusReason of(String value) {
        return WireEnum.find(KNOWN, value);
    }

    @JsonValue
    @Override
    public String value() {
        return value;
    }
}
