package com.callmissed.platform;

import java.util.List;
import java.util.Map;

import io.quarkus.micrometer.runtime.binder.vertx.HttpRequestMetric;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;

/**
 * The label {@code uri} of a request's metrics.
 *
 * <p>Reason: without a template the label is the raw path, and {@code HttpServerMetricsTagsContributor} can add labels
 * but cannot change this one. A contributor for it, or a setting for paths without a template, would replace this.
 */
public final class RequestMetric {
    /** Where {@code HttpRequestMetric} finds what the REST layer names. */
    private static final String OPERATION = "UrlPathTemplate";

    private RequestMetric() {}

    /** Sets the label. The template of a resource that takes the request goes before it. */
    public static void setTemplate(RoutingContext context, String template) {
        HttpRequestMetric metric = HttpRequestMetric.getRequestMetric(context);
        if (metric != null) {
            metric.setTemplatePath(template);
        }
    }

    /** Sets the label of an operation outside of the REST layer, which goes before the template, too. */
    public static void setOperation(RoutingContext context, String template) {
        ((HttpServerRequestInternal) context.request()).context().putLocal(OPERATION, template);
    }

    /** Returns the label; null without metrics. Set a template first, because the label may be the raw path without. */
    public static String template(RoutingContext context) {
        HttpRequestMetric metric = HttpRequestMetric.getRequestMetric(context);
        return metric == null ? null : metric.getNormalizedUriPath(Map.of(), List.of());
    }
}
