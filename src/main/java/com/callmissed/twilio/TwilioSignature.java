package com.callmissed.twilio;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import com.callmissed.crypto.Hmac;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;

/**
 * The value of {@code X-Twilio-Signature}: base64 of the HMAC-SHA1, with the auth token, over the URL and the form's
 * parameters (Twilio, "Webhooks security").
 */
final class TwilioSignature {
    static final String HEADER = "X-Twilio-Signature";

    private static final String ALGORITHM = "HmacSHA1";
    private static final int BYTES = 20;
    private static final int LONGEST = 64;

    private final byte[] claimed;

    private TwilioSignature(byte[] claimed) {
        this.claimed = claimed;
    }

    /** The error for a missing signature and for a wrong one. */
    static ApiException refusal() {
        return new ApiException(
                ErrorCode.INVALID_TOKEN, "The signature in " + HEADER + " is missing or does not match");
    }

    /** Returns empty if the header is missing or is not a signature. */
    static Optional<TwilioSignature> parse(String header) {
        if (header == null || header.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            byte[] claimed = Base64.getDecoder().decode(header.strip());
            return claimed.length == BYTES ? Optional.of(new TwilioSignature(claimed)) : Optional.empty();
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    /**
     * Returns the texts of which Twilio may have signed one. They depend on the form only, so they are made once for
     * all auth tokens that are tried.
     *
     * @param urls the spellings of the address that Twilio may have signed
     */
    static List<byte[]> texts(List<String> urls, TwilioForm form) {
        String signed = form.signed();
        return urls.stream()
                .map(url -> (url + signed).getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /** Whether {@code authToken} verifies the signature of one of the {@link #texts}. Compares in constant time. */
    boolean verifies(List<byte[]> texts, String authToken) {
        if (authToken.isEmpty()) {
            return false;
        }
        byte[] key = authToken.getBytes(StandardCharsets.UTF_8);
        boolean matches = false;
        for (byte[] text : texts) {
            matches |= MessageDigest.isEqual(Hmac.of(ALGORITHM, key, text), claimed);
        }
        return matches;
    }
}
