package com.callmissed.config;

import java.net.URI;
import java.util.regex.Pattern;

/** Checks addresses of servers that get secrets, or that decide whom the service trusts. */
public final class SafeAddress {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    private SafeAddress() {}

    /** Returns true for https and for http on this machine: no third party can read or change such traffic. */
    public static boolean is(URI address) {
        String host = address.getHost() == null ? "" : address.getHost();
        return switch (address.getScheme() == null ? "" : address.getScheme()) {
            case "https" -> !host.isEmpty();
            case "http" -> isLoopback(host);
            default -> false;
        };
    }

    /** @param host a name or an address as it stands in a URL */
    static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host).matches();
    }
}
