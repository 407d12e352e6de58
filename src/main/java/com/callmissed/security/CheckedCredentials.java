package com.callmissed.security;

import io.quarkus.security.identity.SecurityIdentity;

/** Credentials of one kind that were checked a moment ago, and are valid without another check. */
public interface CheckedCredentials {
    /**
     * Returns the identity of a credential; null for one that must be checked. Never waits, and counts as a use of the
     * credential.
     *
     * @param credential the text after {@code Bearer}, of any kind
     */
    SecurityIdentity identityOf(String credential);
}
