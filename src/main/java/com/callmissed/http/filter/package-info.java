/**
 * What every request passes, on its way in and when it fails: ids, limits on the request line and the body, methods,
 * labels of metrics, the count of requests under way, and the writers of the error envelope.
 *
 * <p>Invariant: no response with a status of 400 or above leaves without the envelope and {@code X-Request-Id}.
 */
package com.callmissed.http.filter;
