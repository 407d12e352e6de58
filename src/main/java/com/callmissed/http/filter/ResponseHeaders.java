package com.callmissed.http.filter;

import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/**
 * Sets the headers that protect every response (contract section 2). Responses of the API and of the socket hold
 * customer data or credentials, so no cache may keep them.
 */
class ResponseHeaders {
    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final int WITH_THE_REQUEST_ID = 10_000;

    void register(@Observes Filters filters) {
        filters.register(
                context -> {
                    set(context);
                    context.next();
                },
                WITH_THE_REQUEST_ID);
    }

    static void set(RoutingContext context) {
        MultiMap headers = context.response().headers();
        headers.set(CONTENT_TYPE_OPTIONS, NOSNIFF);
        String path = context.request().path();
        if (path != null && (path.startsWith("/api/") || path.startsWith("/ws/"))) {
            headers.set(HttpHeaders.CACHE_CONTROL, NO_STORE);
        }
    }
}
