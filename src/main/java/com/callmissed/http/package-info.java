/**
 * What every answer has in common: the error envelope and the one place that maps exceptions to it, request ids,
 * body and URI limits, cursors, the mark of idempotent methods and the count of requests that are being answered.
 *
 * <p>Invariants: no answer with a status of 400 or above leaves without the envelope, every answer carries
 * {@code X-Request-Id}, and nothing here knows a feature.
 */
package com.callmissed.http;
