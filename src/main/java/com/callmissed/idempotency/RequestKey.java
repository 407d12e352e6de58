package com.callmissed.idempotency;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.crypto.SealedPlace;
import com.callmissed.crypto.Sha256;
import com.callmissed.http.error.ApiException;

/**
 * Identifies a request.
 *
 * @param hash SHA-256 of method, URI and raw body
 */
record RequestKey(UUID tenantId, String key, byte[] hash) {
    static final String HEADER = "Idempotency-Key";

    private static final int MAX_LENGTH = 255;

    /** Returns null when the request has no key. */
    static RequestKey of(UUID tenantId, RoutingContext context) {
        String key = context.request().getHeader(HEADER);
        if (key == null) {
            return null;
        }
        if (key.isEmpty() || key.length() > MAX_LENGTH) {
            throw ApiException.invalid(HEADER, "must have a length of 1 to " + MAX_LENGTH);
        }
        return new RequestKey(tenantId, key, hash(context));
    }

    boolean isSameRequest(byte[] other) {
        return Arrays.equals(hash, other);
    }

    /** Binds a sealed response to its row. */
    SealedPlace place() {
        return AnswerPlace.of(tenantId, key);
    }

    private static byte[] hash(RoutingContext context) {
        String line =
                context.request().method().name() + " " + context.request().uri() + "\n";
        Buffer body = context.body() == null ? null : context.body().buffer();
        byte[] raw = body == null ? new byte[0] : body.getBytes();
        return Sha256.of(line.getBytes(StandardCharsets.UTF_8), raw);
    }
}
