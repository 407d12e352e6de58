package com.callmissed.config;

import java.net.URI;
import java.util.regex.Pattern;

/** Which addresses of other servers may be trusted with secrets, or with deciding who is trusted. */
public final class SafeAddress {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    private SafeAddress() {}

    /** Encrypted or local: whoever sits on the way can neither read nor change what passes. */
    public static boolean is(URI address) {
        String host = address.getHost() == null ? "" : address.getHost();
        return switch (address.getScheme() == null ? "" : address.getScheme()) {
            case "https" -> !host.isEmpty();
            case "http" -> LOOPBACK.matcher(host).matches();
            default -> false;
        };
    }
}
