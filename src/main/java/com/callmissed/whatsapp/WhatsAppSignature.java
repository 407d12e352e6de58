package com.callmissed.whatsapp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.callmissed.crypto.Hmac;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;

/**
 * The value of {@code X-Hub-Signature-256}: {@code sha256=} and the hex HMAC-SHA256 of the raw body with the app
 * secret.
 */
final class WhatsAppSignature {
    static final String HEADER = "X-Hub-Signature-256";

    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern FORMAT = Pattern.compile("sha256=([0-9a-fA-F]{64})");

    private final byte[] claimed;

    private WhatsAppSignature(byte[] claimed) {
        this.claimed = claimed;
    }

    /** The error for a missing signature and for a wrong one. */
    static ApiException refusal() {
        return new ApiException(
                ErrorCode.INVALID_TOKEN, "The signature in " + HEADER + " is missing or does not match");
    }

    /** Returns empty if the header is missing or is not a signature. */
    static Optional<WhatsAppSignature> parse(String header) {
        Matcher matcher = FORMAT.matcher(header == null ? "" : header);
        return matcher.matches()
                ? Optional.of(new WhatsAppSignature(HexFormat.of().parseHex(matcher.group(1))))
                : Optional.empty();
    }

    /** Whether {@code appSecret} verifies the signature of {@code body}. Compares in constant time. */
    boolean verifies(byte[] body, String appSecret) {
        if (appSecret.isEmpty()) {
            return false;
        }
        byte[] expected = Hmac.of(ALGORITHM, appSecret.getBytes(StandardCharsets.UTF_8), body);
        return MessageDigest.isEqual(expected, claimed);
    }
}
