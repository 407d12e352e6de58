/**
 * What a client sees of a failure: the error envelope, its codes, and the translation of every exception into an error.
 *
 * <p>Invariants: no message of another library reaches a client; an unknown failure is an internal error; the codes are
 * published and never change their meaning.
 */
package com.callmissed.http.error;
