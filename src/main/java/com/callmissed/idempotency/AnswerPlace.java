package com.callmissed.idempotency;

import java.util.List;
import java.util.UUID;

import com.callmissed.crypto.SealedPlace;

/** The place of a sealed response, {@code idempotency.answer}. */
public final class AnswerPlace {
    private AnswerPlace() {}

    /** @param key the {@code Idempotency-Key} */
    public static SealedPlace of(UUID tenantId, String key) {
        return SealedPlace.of("idempotency.answer", List.of(tenantId, key), tenantId + "/" + key);
    }
}
