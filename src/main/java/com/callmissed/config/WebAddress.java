package com.callmissed.config;

import java.net.URI;
import java.util.Locale;

/** Checks the form of addresses in settings. */
public final class WebAddress {
    /** What an address for which {@link #isBase} is false lacks; the continuation of the setting's name. */
    public static final String BASE_EXPECTED =
            " is malformed: http or https, a host and a path without query or credentials are expected";

    private WebAddress() {}

    /** Returns true for an http or https address to which a path can be appended, and which holds no credentials. */
    public static boolean isBase(URI address) {
        return isPublicBase(address) && address.getRawUserInfo() == null;
    }

    /** Like {@link #isBase}, but with credentials if any: Twilio sends and signs those of a webhook's address. */
    public static boolean isPublicBase(URI address) {
        return ("http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme()))
                && address.getHost() != null
                && address.getRawQuery() == null
                && address.getRawFragment() == null;
    }

    /** Returns true for a scheme with a host and perhaps a port, as browsers send it (RFC 6454, section 7). */
    public static boolean isOrigin(String text) {
        try {
            URI address = URI.create(text.strip());
            return isBase(address) && address.getRawPath().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Returns the form in which two origins can be compared: lower case, without a default port. */
    public static String normalOrigin(String origin) {
        String lower = origin.strip().toLowerCase(Locale.ROOT);
        String defaultPort = lower.startsWith("https:") ? ":443" : ":80";
        return lower.endsWith(defaultPort) ? lower.substring(0, lower.length() - defaultPort.length()) : lower;
    }
}
