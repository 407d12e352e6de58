package com.callmissed.security.jwt;

import io.smallrye.mutiny.Uni;

/** The keys that tokens may be signed with. */
interface TrustedKeys {
    /**
     * Looks for a key on the caller's Vert.x context, without blocking it.
     *
     * @param keyId the token's {@code kid}, or null
     * @param algorithm the token's {@code alg}
     * @return the only matching key, or null; fails with an {@code ApiException} when no key is available at the moment
     */
    Uni<TrustedKey> find(String keyId, String algorithm);
}
