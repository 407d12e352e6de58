/**
 * Makes a repeated POST or PUT safe: the contract's {@code Idempotency-Key}, section 2.
 *
 * <p>Invariants: keys belong to a tenant; an effect and its stored response are committed together, so that a crash
 * leaves both or neither; stored responses are sealed, because one may contain a new API key.
 */
package com.callmissed.idempotency;
