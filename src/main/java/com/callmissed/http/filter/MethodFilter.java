package com.callmissed.http.filter;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
 * Refuses methods that no endpoint has, including unknown ones. Refuses a body for an operation that does not exist
 * before it is read.
 */
class MethodFilter {
    private static final int BEFORE_THE_BODY = 9_800;
    private static final String API = "/api/";
    /** The pages of the API document, where the platform responds to other methods as if there was no page. */
    private static final String PAGES = "/docs";

    private static final Set<String> PAGE_METHODS = new TreeSet<>(Set.of("GET", "HEAD"));
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<HttpMethod> KNOWN = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS);

    void register(@Observes Filters filters) {
        filters.register(MethodFilter::answer, BEFORE_THE_BODY);
    }

    static boolean isKnown(HttpMethod method) {
        return KNOWN.contains(method);
    }

    private static void answer(RoutingContext context) {
        HttpMethod method = context.request().method();
        String path = context.normalizedPath();
        boolean api = path.startsWith(API);
        boolean options = method == HttpMethod.OPTIONS && api;
        boolean body = api && UnreadBody.hasBody(context.request());
        boolean page = path.equals(PAGES) || path.startsWith(PAGES + "/");
        if (isKnown(method) && !options && !body && !(page && !READS.contains(method))) {
            context.next();
            return;
        }
        Set<String> methods = page ? PAGE_METHODS : AllowedMethods.at(path);
        String allowed = String.join(", ", methods);
        if (methods.isEmpty()) {
            context.fail(404);
        } else if (isKnown(method) && !options && methods.contains(method.name())) {
            context.next();
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
