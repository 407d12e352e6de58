package com.callmissed.admin;

import java.util.Locale;

/** The options with a value. */
enum Option {
    TENANT("<uuid>"),
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

    String usage() {
        return "[" + flag + " " + value + "]";
    }
}
