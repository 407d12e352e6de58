package com.callmissed.packaged.flood;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import com.callmissed.testing.TestTokens;

/**
 * What one hostile connection sends: some bytes, then a number of further bytes without a meaning, then nothing.
 *
 * @param filler the number of further bytes
 */
record Attack(String name, byte[] begin, long filler) {
    private static final int MEGABYTE = 1024 * 1024;
    private static final String JSON = "Content-Type: application/json\r\n";

    /** A connection that sends nothing. */
    static Attack silence() {
        return new Attack("silence", new byte[0], 0);
    }

    /** One header that never ends. */
    static Attack head() {
        return new Attack("head", ascii("GET /api/v1/conversations HTTP/1.1\r\nHost: localhost\r\nX-Long: "), MEGABYTE);
    }

    /** A webhook's body that lacks its last byte, without a signature. */
    static Attack unsigned() {
        return body("unsigned", "/api/v1/webhooks/whatsapp", "", 4 * MEGABYTE);
    }

    /** The same with a header that looks like a signature. */
    static Attack forgedSignature() {
        String signature = "X-Hub-Signature-256: sha256=" + "0".repeat(64) + "\r\n";
        return body("forged signature", "/api/v1/webhooks/whatsapp", signature, 4 * MEGABYTE);
    }

    /** A path that does not exist. */
    static Attack unknownPath() {
        return body("unknown path", "/api/v1/webhooks/nothing", "", 4 * MEGABYTE);
    }

    /** A body of the API, without a credential. */
    static Attack anonymous() {
        return body("anonymous", "/api/v1/conversations", "", MEGABYTE);
    }

    /** The same with a token that a foreign key has signed. */
    static Attack forgedToken() {
        String token = TestTokens.forged();
        return body("forged token", "/api/v1/conversations", "Authorization: Bearer " + token + "\r\n", MEGABYTE);
    }

    private static Attack body(String name, String path, String headers, int length) {
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + JSON + headers + "Content-Length: " + length
                + "\r\n\r\n";
        return new Attack(name, ascii(head), length - 1);
    }

    ByteBuffer bytes() {
        return ByteBuffer.wrap(begin);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
