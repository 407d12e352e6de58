package com.callmissed.security;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a credential may reach. The constants hold the names for annotations. */
public enum Scope {
    CONVERSATIONS_READ(Scope.READ_CONVERSATIONS),
    CONVERSATIONS_WRITE(Scope.WRITE_CONVERSATIONS),
    BOTS_READ(Scope.READ_BOTS),
    BOTS_WRITE(Scope.WRITE_BOTS),
    /** Every scope of this list; never the management of keys, which asks for a role. */
    ALL("*");

    public static final String READ_CONVERSATIONS = "conversations:read";
    public static final String WRITE_CONVERSATIONS = "conversations:write";
    public static final String READ_BOTS = "bots:read";
    public static final String WRITE_BOTS = "bots:write";
    /** Not a scope that a key can hold: dashboard tokens of owners and admins have it by role. */
    public static final String MANAGE_KEYS = "keys:manage";

    private final String value;

    Scope(String value) {
        this.value = value;
    }

    @JsonValue
    public String value() {
        return value;
    }

    public static Optional<Scope> of(String value) {
        return Arrays.stream(values())
                .filter(scope -> scope.value.equals(value))
                .findFirst();
    }

    /** The scopes of these names; a name that is no scope, or no longer one, grants nothing. */
    public static List<Scope> known(String[] names) {
        return Arrays.stream(names).flatMap(name -> of(name).stream()).toList();
    }

    /** The scopes without the wildcard. */
    public static Set<Scope> every() {
        return EnumSet.complementOf(EnumSet.of(ALL));
    }
}
