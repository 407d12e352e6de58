package com.callmissed.outbound;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import io.smallrye.config.ConfigMapping;

/** The settings that say whose messages this service sends. */
@ConfigMapping(prefix = "callmissed.outbound")
public interface OutboundConfig {
    Pattern INSTANCE = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    /**
     * The name of this instance of the service, such as {@code production-eu}. All replicas have the same one, and a
     * copy of the database has another one. When absent, the database server's own identity is used.
     */
    Optional<String> instance();

    /** Returns one line for each invalid setting, with the name that operators use; empty if there are none. */
    default List<String> problems() {
        return instance().filter(name -> !INSTANCE.matcher(name).matches()).isEmpty()
                ? List.of()
                : List.of("CALLMISSED_OUTBOUND_INSTANCE must have 1 to 100 letters, digits, dots, hyphens or"
                        + " underscores");
    }
}
