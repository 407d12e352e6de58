package com.callmissed.http.filter;

import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.platform.RequestMetric;

/**
 * Keeps text of clients out of the labels of request metrics. The label of a request is the template of its resource.
 * Without this class, a request that reaches no resource would have its raw path as label. A path may contain an id, a
 * number or a token, and the number of paths is unlimited.
 */
class RequestLabels {
    private static final String UNMATCHED = "/UNMATCHED";
    /**
     * The configuration excludes this label from the metrics, because the name of an unknown HTTP method would be a
     * label, too.
     */
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

    /** Sets the label for the time before a resource is found. The template of the resource replaces it. */
    static void set(RoutingContext context) {
        RequestMetric.setTemplate(
                context, MethodFilter.isKnown(context.request().method()) ? UNMATCHED : UNCOUNTED);
    }
}
