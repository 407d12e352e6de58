/**
 * Hashes, signatures and encryption, and the keys that they use.
 *
 * <p>Invariants: knows nothing of callers, HTTP or the database; a key never appears in a log line, an exception or a
 * {@code toString()}; what proves something is compared in constant time; a sealed value opens only in the place that
 * it was sealed for.
 */
package com.callmissed.crypto;
