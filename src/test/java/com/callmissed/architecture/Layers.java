package com.callmissed.architecture;

import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;

/** The packages from top to bottom. Imports and SQL are checked against this list. */
final class Layers {
    private static final String ROOT = "com.callmissed";

    /**
     * Each line may use the lines below it, and nothing of its own line. Two packages that depend on each other need
     * two lines, and so a decision. A package is not a part of the package whose name it begins with.
     */
    private static final List<List<String>> ORDER = List.of(
            List.of(""),
            List.of("lifecycle", "admin"),
            List.of("local"),
            List.of("whatsapp", "twilio"),
            List.of("whatsapp.graph"),
            List.of("call", "inbound", "conversation", "contact.api"),
            List.of("contact.merge"),
            List.of("autoreply"),
            List.of("outbound", "draft"),
            List.of("thread", "answer", "draft.model"),
            List.of("contact"),
            List.of("bot", "apikey", "idempotency", "openapi", "realtime.socket"),
            List.of("realtime"),
            List.of("security.jwt", "security.apikey"),
            List.of("security"),
            List.of("events", "audit"),
            List.of("http.filter", "http.json"),
            List.of("http"),
            List.of("http.error"),
            List.of("persistence"),
            List.of("telemetry", "crypto"),
            List.of("config", "background", "text"),
            List.of("platform"));

    private Layers() {}

    /** Returns the package without the common prefix; empty for the root. */
    static String nameOf(JavaClass type) {
        return nameOf(type.getPackageName());
    }

    static String nameOf(String fullName) {
        return fullName.equals(ROOT) ? "" : fullName.substring(ROOT.length() + 1);
    }

    /** Returns true when {@code upper} may use {@code lower}. */
    static boolean isAbove(String upper, String lower) {
        return levelOf(upper) < levelOf(lower);
    }

    static boolean isKnown(String name) {
        return ORDER.stream().anyMatch(layer -> layer.contains(name));
    }

    private static int levelOf(String name) {
        for (int level = 0; level < ORDER.size(); level++) {
            if (ORDER.get(level).contains(name)) {
                return level;
            }
        }
        throw new IllegalArgumentException("The package '" + name + "' has no place in the order of imports");
    }
}
