/**
 * Authentication and authorisation: one mechanism turns a dashboard JWT or a {@code cm_} API key into a {@link
 * com.callmissed.security.Caller}, and scopes decide what the caller may do.
 *
 * <p>Invariants: authentication fails closed; there is no list of paths (each endpoint declares its own access); a
 * request needs no Panache session and no write for authentication; a plaintext credential is never stored or logged.
 */
package com.callmissed.security;
