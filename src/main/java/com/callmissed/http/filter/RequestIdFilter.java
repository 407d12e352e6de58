package com.callmissed.http.filter;

import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.background.LogFields;
import com.callmissed.http.RequestId;

/** Assigns every request its id before any other filter runs, and sets the response header with the id. */
class RequestIdFilter {
    private static final int FIRST = 10_000;

    void register(@Observes Filters filters) {
        filters.register(
                context -> {
                    assign(context);
                    context.next();
                },
                FIRST);
    }

    /** Returns the request's id. Creates it when the request failed before it had one. */
    static String assign(RoutingContext context) {
        MultiMap answer = context.response().headers();
        String id = answer.get(RequestId.HEADER);
        if (id == null) {
            id = RequestId.accept(context.request().getHeader(RequestId.HEADER));
            RequestId.bind(id);
            LogFields.set(LogFields.REQUEST_ID, id);
            answer.set(RequestId.HEADER, id);
        }
        return id;
    }
}
