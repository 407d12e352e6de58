package com.callmissed.http.filter;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.config.WebAddress;
import com.callmissed.platform.AllowedMethods;

/**
 * Lets pages of the origins in {@code CALLMISSED_CORS_ORIGINS} call the API (Fetch standard, section 3.2). Without the
 * setting it does nothing. A page of another origin gets responses that its browser does not show to it.
 *
 * <p>The platform's own filter runs after ours, so it would leave out their responses: a page could not read a 413.
 */
class CrossOrigin {
    private static final String API = "/api/";
    private static final String REQUEST_HEADERS =
            "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-Request-Id";
    private static final String EXPOSED_HEADERS =
            "Idempotent-Replay, Link, Location, Retry-After, WWW-Authenticate, X-Event-Cursor, X-Next-Cursor,"
                    + " X-RateLimit-Limit, X-RateLimit-Remaining, X-Request-Id";
    private static final String SECONDS_TO_REMEMBER = "600";
    private static final int AFTER_THE_REQUEST_ID = 9_990;

    private final Set<String> origins;

    CrossOrigin(CallMissedConfig config) {
        this.origins = config.corsOrigins().orElse(List.of()).stream()
                .map(WebAddress::normalOrigin)
                .collect(Collectors.toSet());
    }

    void register(@Observes Filters filters) {
        if (!origins.isEmpty()) {
            filters.register(this::handle, AFTER_THE_REQUEST_ID);
        }
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = context.normalizedPath();
        if (!path.startsWith(API)) {
            context.next();
            return;
        }
        HttpServerResponse response = context.response().putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin == null || !origins.contains(WebAddress.normalOrigin(origin))) {
            context.next();
            return;
        }
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        if (request.method() == HttpMethod.OPTIONS
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)) {
            preflight(response, AllowedMethods.at(path));
        } else {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS);
        }
        context.next();
    }

    /** {@link MethodFilter} responds, as to any other OPTIONS. */
    private static void preflight(HttpServerResponse response, Set<String> methods) {
        if (!methods.isEmpty()) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, String.join(", ", methods))
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, SECONDS_TO_REMEMBER);
        }
    }
}
