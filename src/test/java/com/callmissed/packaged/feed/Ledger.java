package com.callmissed.packaged.feed;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The tokens of one writer, who sends one after the other. Written by the writer's thread. */
final class Ledger {
    private final String tenant;
    private final List<String> tokens = new ArrayList<>();
    private final Set<String> acknowledged = new HashSet<>();

    Ledger(String tenant) {
        this.tenant = tenant;
    }

    /** Before the first attempt. */
    void sends(String token) {
        tokens.add(token);
    }

    void acknowledged(String token) {
        acknowledged.add(token);
    }

    String tenant() {
        return tenant;
    }

    /** In the order in which they were sent. */
    List<String> tokens() {
        return tokens;
    }

    boolean isAcknowledged(String token) {
        return acknowledged.contains(token);
    }

    int acknowledgedCount() {
        return acknowledged.size();
    }
}
