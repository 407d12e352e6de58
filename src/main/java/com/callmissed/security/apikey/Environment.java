package com.callmissed.security.apikey;

import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonValue;

import com.callmissed.http.WireEnum;
import com.callmissed.security.ApiKeyRequest;

/** Which of a customer's own systems a key is for, to be told apart at a glance; both reach the same data. */
public enum Environment implements WireEnum {
    LIVE("live"),
    TEST("test");

    private final String value;
    private final String prefix;

    Environment(String value) {
        this.value = value;
        this.prefix = ApiKeyRequest.PREFIX + value + "_";
    }

    @JsonValue
    @Override
    public String value() {
        return value;
    }

    /** What every key of this environment starts with. */
    String prefix() {
        return prefix;
    }

    /** The environment of a key that starts like {@code text}. */
    public static Optional<Environment> ofKey(String text) {
        for (Environment environment : values()) {
            if (text.startsWith(environment.prefix)) {
                return Optional.of(environment);
            }
        }
        return Optional.empty();
    }
}
