/**
 * Operations on texts that every other package may use.
 *
 * <p>Invariants: lengths are in UTF-16 units, as in {@code String.length}; no result begins or ends with half of a
 * surrogate pair that was whole before; this package does not depend on what a text is for.
 */
package com.callmissed.text;
