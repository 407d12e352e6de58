package com.callmissed.http.filter;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;

import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import com.callmissed.http.AnyQuery;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.FieldError;

/**
 * Refuses query parameters that the operation does not have (contract section 1): a filter that is silently ignored
 * returns the wrong rows.
 */
@Singleton
class QueryFilter {
    private final Map<Method, Set<String>> known = new ConcurrentHashMap<>();

    @ServerRequestFilter
    void check(RoutingContext context, ResourceInfo operation) {
        if (context.request().query() == null || operation.getResourceClass().isAnnotationPresent(AnyQuery.class)) {
            return;
        }
        Set<String> names = known.computeIfAbsent(operation.getResourceMethod(), QueryFilter::names);
        List<FieldError> unknown = context.queryParams().names().stream()
                .filter(name -> !names.contains(name))
                .sorted()
                .map(name -> new FieldError(name, "is not a known parameter"))
                .toList();
        if (!unknown.isEmpty()) {
            throw ApiException.invalid(unknown);
        }
    }

    private static Set<String> names(Method operation) {
        return Arrays.stream(operation.getParameterAnnotations())
                .flatMap(Arrays::stream)
                .filter(QueryParam.class::isInstance)
                .map((Annotation parameter) -> ((QueryParam) parameter).value())
                .collect(Collectors.toUnmodifiableSet());
    }
}
