/**
 * The filters that every request passes, before its resource and when it fails: ids, limits on the request line and the
 * body, methods, labels of metrics, the count of requests in progress, and the writers of the error envelope.
 *
 * <p>Invariant: every response with a status of 400 or above has the envelope and {@code X-Request-Id}.
 */
package com.callmissed.http.filter;
