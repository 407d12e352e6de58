/**
 * What every resource uses: request ids, cursors and pages, conversion of parameters and ids, and the annotation of
 * idempotent methods.
 *
 * <p>Invariants: every response has {@code X-Request-Id}; this package depends on no feature; errors are in {@code
 * http.error}, and what every request passes is in {@code http.filter}.
 */
package com.callmissed.http;
