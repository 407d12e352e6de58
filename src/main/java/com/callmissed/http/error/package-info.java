/**
 * What a client may learn about a failure: the error envelope, its codes, and the translation of every exception into
 * one.
 *
 * <p>Invariants: nothing of another library's message reaches a client; what is not known here is an internal error;
 * the codes are published and never change their meaning.
 */
package com.callmissed.http.error;
