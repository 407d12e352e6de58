package com.callmissed.admin;

import java.util.Locale;

/** The options, with a value but for {@link #ALL}, {@link #COPY} and {@link #FIRST}. */
enum Option {
    TENANT("<uuid>"),
    /** All tenants. A change that could be about one tenant needs this word, because an option is easily forgotten. */
    ALL(""),
    /** The database is expected to be a copy. */
    COPY(""),
    /** Nothing was moved there before. */
    FIRST(""),
    STATUS("<status>"),
    ERROR("<code>"),
    SINCE("<24h>"),
    LIMIT("<n>"),
    PREFIX("<cm_live_...>"),
    LAST_FOUR("<characters>"),
    REASON("<text>");

    private final String flag = "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final String value;

    Option(String value) {
        this.value = value;
    }

    String flag() {
        return flag;
    }

    boolean hasValue() {
        return !value.isEmpty();
    }

    String usage() {
        return hasValue() ? "[" + flag + " " + value + "]" : "[" + flag + "]";
    }
}
