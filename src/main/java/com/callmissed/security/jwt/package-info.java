/**
 * Dashboard tokens: the trusted key, issuer, audience and algorithms, and the translation of claims into a caller.
 *
 * <p>Invariants: the configured key chooses the algorithm, never the token; {@code none} is never accepted; HS256 needs
 * a secret of at least 256 bits; a verified token is cached under its hash and not after its expiry.
 */
package com.callmissed.security.jwt;
