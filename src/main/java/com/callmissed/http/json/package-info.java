/**
 * How strictly JSON of clients is read.
 *
 * <p>Invariants: only well-formed JSON with unique names reaches a record, and a value of the wrong type is refused
 * instead of being converted.
 */
package com.callmissed.http.json;
