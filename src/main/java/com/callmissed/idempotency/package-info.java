/**
 * Makes a repeated POST or PUT harmless: the contract's {@code Idempotency-Key}, section 2.
 *
 * <p>Invariants: keys belong to a tenant; an effect and the record of its answer are committed together, so that a
 * crash leaves both or neither; answers are sealed at rest, because one may hold a new API key.
 */
package com.callmissed.idempotency;
