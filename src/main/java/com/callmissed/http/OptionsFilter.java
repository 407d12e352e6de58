package com.callmissed.http;

import java.util.Set;

import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/** Answers OPTIONS below {@code /api} with the methods of exactly that path; the platform's own answer is per class. */
class OptionsFilter {
    private static final int AFTER_THE_BODY = 9_700;

    void register(@Observes Filters filters) {
        filters.register(OptionsFilter::answer, AFTER_THE_BODY);
    }

    private static void answer(RoutingContext context) {
        String path = context.normalizedPath();
        if (context.request().method() != HttpMethod.OPTIONS || !path.startsWith("/api/")) {
            context.next();
            return;
        }
        Set<String> allowed = AllowedMethods.at(path);
        if (allowed.isEmpty()) {
            context.fail(404);
        } else {
            context.response()
                    .setStatusCode(204)
                    .putHeader(HttpHeaders.ALLOW, String.join(", ", allowed))
                    .end();
        }
    }
}
