package com.callmissed.security.jwt;

import java.util.List;

import io.smallrye.mutiny.Uni;

/** The keys that tokens may be signed with. */
interface TrustedKeys {
    int MOST_TRIED = 8;

    /**
     * Looks for keys on the caller's Vert.x context, without blocking it.
     *
     * @param keyId the token's {@code kid}, or null
     * @param algorithm the token's {@code alg}
     * @return the keys that may have signed the token: those with its {@code kid}, or all keys if it names none. Empty
     *     when none fits. At most {@value #MOST_TRIED}, because a forged token costs as many verifications. Fails with
     *     an {@code ApiException} when no key is available at the moment.
     */
    Uni<List<TrustedKey>> find(String keyId, String algorithm);
}
