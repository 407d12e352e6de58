/**
 * Dashboard tokens: which key, issuer, audience and algorithms are trusted, and how claims become a caller.
 *
 * <p>Invariants: the algorithm is chosen by the configured key and never by the token; {@code none} is never accepted;
 * HS256 only with a secret of at least 256 bits; a verified token is remembered by its hash and no longer than it
 * lives.
 */
package com.callmissed.security.jwt;
