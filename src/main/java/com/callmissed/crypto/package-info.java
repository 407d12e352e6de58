/**
 * Hashes, signatures and encryption, and their keys.
 *
 * <p>Invariants: this package depends on nothing about callers, HTTP or the database; a key never appears in a log
 * line, an exception or a {@code toString()}; hashes and signatures are compared in constant time; a sealed value opens
 * only in the place that it was sealed for.
 */
package com.callmissed.crypto;
