package com.callmissed.security.apikey;

import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonValue;

import com.callmissed.http.WireEnum;
import com.callmissed.security.ApiKeyRequest;

/**
 * The environment of a customer's system that uses a key. It is visible in the key. Keys of both environments access
 * the same data.
 */
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

    /** The prefix of every key of this environment. */
    String prefix() {
        return prefix;
    }

    /** Returns the environment of a key, found by its prefix. */
    public static Optional<Environment> ofKey(String text) {
        for (Environment environment : values()) {
            if (text.startsWith(environment.prefix)) {
                return Optional.of(environment);
            }
        }
        return Optional.empty();
    }
}
