/**
 * Who is calling: one mechanism turns a dashboard JWT or a {@code cm_} API key into one {@link
 * com.callmissed.security.Caller}, and scopes decide what the caller may do.
 *
 * <p>Invariants: fail closed; no list of paths (each endpoint declares its own access); no Panache session and no write
 * per request; a plaintext credential is never stored or logged.
 */
package com.callmissed.security;
