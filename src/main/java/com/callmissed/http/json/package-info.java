/**
 * Strict reading of the JSON of clients.
 *
 * <p>Invariants: only well-formed JSON with unique names reaches a record; a value of the wrong type is refused and
 * never converted.
 */
package com.callmissed.http.json;
