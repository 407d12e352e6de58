package com.callmissed.security;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonValue;

/** The scopes of credentials. The string constants are for annotations. */
public enum Scope {
    CONVERSATIONS_READ(Scope.READ_CONVERSATIONS),
    CONVERSATIONS_WRITE(Scope.WRITE_CONVERSATIONS),
    BOTS_READ(Scope.READ_BOTS),
    BOTS_WRITE(Scope.WRITE_BOTS),
    CONTACTS_READ(Scope.READ_CONTACTS),
    CONTACTS_WRITE(Scope.WRITE_CONTACTS),
    /** Every scope of this list. It does not include the management of keys, which needs a role. */
    ALL("*");

    public static final String READ_CONVERSATIONS = "conversations:read";
    public static final String WRITE_CONVERSATIONS = "conversations:write";
    public static final String READ_BOTS = "bots:read";
    public static final String WRITE_BOTS = "bots:write";
    public static final String READ_CONTACTS = "contacts:read";
    public static final String WRITE_CONTACTS = "contacts:write";
    /** Not a scope of keys. Dashboard tokens of owners and admins have it by their role. */
    public static final String MANAGE_KEYS = "keys:manage";

    private static final Map<String, Scope> BY_VALUE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Scope::value, Function.identity()));

    private final String value;

    Scope(String value) {
        this.value = value;
    }

    @JsonValue
    public String value() {
        return value;
    }

    public static Optional<Scope> of(String value) {
        return Optional.ofNullable(BY_VALUE.get(value));
    }

    /** Returns the scopes with these names. Unknown names, also of removed scopes, grant nothing. */
    public static List<Scope> known(String[] names) {
        return Arrays.stream(names).flatMap(name -> of(name).stream()).toList();
    }

    /** All scopes except for the wildcard. */
    public static Set<Scope> every() {
        return EnumSet.complementOf(EnumSet.of(ALL));
    }
}
