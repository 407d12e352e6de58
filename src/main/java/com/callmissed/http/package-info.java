/**
 * What every resource uses: request ids, cursors and pages, how parameters and ids are read, and the mark of idempotent
 * methods.
 *
 * <p>Invariants: every response carries {@code X-Request-Id}; nothing here knows a feature; what can fail is in {@code
 * http.error}, what every request passes is in {@code http.filter}.
 */
package com.callmissed.http;
