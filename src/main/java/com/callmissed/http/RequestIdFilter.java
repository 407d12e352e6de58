package com.callmissed.http;

import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

/** Gives every request its id before anything else looks at it, and every answer the header that names it. */
class RequestIdFilter {
    private static final int FIRST = 10_000;

    void register(@Observes Filters filters) {
        filters.register(RequestIdFilter::assign, FIRST);
    }

    private static void assign(RoutingContext context) {
        String id = RequestId.accept(context.request().getHeader(RequestId.HEADER));
        RequestId.bind(id);
        context.response().putHeader(RequestId.HEADER, id);
        context.next();
    }
}
