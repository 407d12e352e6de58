package com.callmissed.platform;

import io.quarkus.micrometer.runtime.binder.vertx.HttpRequestMetric;
import io.vertx.ext.web.RoutingContext;

/**
 * The label {@code uri} of a request's metrics.
 *
 * <p>Reason: without a template the label is the raw path, and {@code HttpServerMetricsTagsContributor} can add labels
 * but cannot change this one. A contributor for it, or a setting for paths without a template, would replace this.
 */
public final class RequestMetric {
    private RequestMetric() {}

    /** Sets the label. The template of a resource that takes the request goes before it. */
    public static void setTemplate(RoutingContext context, String template) {
        HttpRequestMetric metric = HttpRequestMetric.getRequestMetric(context);
        if (metric != null) {
            metric.setTemplatePath(template);
        }
    }
}
