package com.callmissed.http.filter;

import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.platform.AllowedMethods;

/**
 * Responds to OPTIONS with the methods of exactly that path, because the platform responds with those of the class.
 * Refuses methods that no endpoint has, including unknown ones.
 */
class MethodFilter {
    private static final int AFTER_THE_BODY = 9_700;
    private static final Set<HttpMethod> KNOWN = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS);

    void register(@Observes Filters filters) {
        filters.register(MethodFilter::answer, AFTER_THE_BODY);
    }

    static boolean isKnown(HttpMethod method) {
        return KNOWN.contains(method);
    }

    private static void answer(RoutingContext context) {
        HttpMethod method = context.request().method();
        String path = context.normalizedPath();
        boolean options = method == HttpMethod.OPTIONS && path.startsWith("/api/");
        if (isKnown(method) && !options) {
            context.next();
            return;
        }
        String allowed = String.join(", ", AllowedMethods.at(path));
        if (allowed.isEmpty()) {
            context.fail(404);
        } else if (options) {
            context.response()
                    .setStatusCode(204)
                    .putHeader(HttpHeaders.ALLOW, allowed)
                    .end();
        } else {
            throw new ApiException(
                    ErrorCode.METHOD_NOT_ALLOWED,
                    "This path does not know the method",
                    List.of(),
                    Map.of("Allow", allowed));
        }
    }
}
