/**
 * Operations on texts that every other package may use.
 *
 * <p>Invariants: lengths count UTF-16 units, as {@code String.length} does; no result begins or ends with half of a surrogate
 * pair that was whole before; nothing here knows what a text is for.
 */
package com.callmissed.text;
