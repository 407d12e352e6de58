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
     * Whether {@code authToken} verifies the signature. Compares in constant time.
     *
     * @param urls the spellings of the address that Twilio may have signed
     */
    boolean verifies(List<String> urls, TwilioForm form, String authToken) {
        if (authToken.isEmpty()) {
            return false;
        }
        String signed = form.signed();
        boolean matches = false;
        for (String url : urls) {
            matches |= MessageDigest.isEqual(hmac(url + signed, authToken), claimed);
        }
        return matches;
    }

    private static byte[] hmac(String text, String authToken) {
        return Hmac.of(ALGORITHM, authToken.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
    }
}
