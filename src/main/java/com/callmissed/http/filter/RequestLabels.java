package com.callmissed.http.filter;

import jakarta.enterprise.event.Observes;

import io.quarkus.micrometer.runtime.binder.vertx.HttpRequestMetric;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

/**
 * Keeps what a client wrote out of the labels of request metrics. A request that reaches a resource is labelled with the
 * resource's template; any other would be labelled with its raw path, which may hold an id, a number or a token, and of
 * which there is no end.
 */
class RequestLabels {
    private static final String UNMATCHED = "/UNMATCHED";
    /** Excluded from the metrics by configuration: the name of a method that HTTP does not know would be a label too. */
    private static final String UNCOUNTED = "/UNCOUNTED";

    private static final int AFTER_THE_REQUEST_ID = 9_950;

    void register(@Observes Filters filters) {
        filters.register(
                context -> {
                    set(context);
                    context.next();
                },
                AFTER_THE_REQUEST_ID);
    }

    /** Until a resource takes the request, whose template then goes before this. */
    static void set(RoutingContext context) {
        HttpRequestMetric metric = HttpRequestMetric.getRequestMetric(context);
        if (metric != null) {
            metric.setTemplatePath(MethodFilter.isKnown(context.request().method()) ? UNMATCHED : UNCOUNTED);
        }
    }
}
