package com.callmissed.realtime.socket;

import java.util.List;

import jakarta.enterprise.event.Observes;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.http.error.ApiException;
import com.callmissed.http.filter.RequestLineFilter;

/**
 * Removes the query from a socket's URI before any other handler sees the request. The query holds a token, and URIs
 * end up in access logs, error pages and traces. The parameters stay in the request's context.
 */
class QueryCredential {
    private static final String KEY = QueryCredential.class.getName();

    /**
     * Registers before the platform's access log, which has the same order, is registered later and therefore runs
     * later.
     */
    void register(@Observes Router router) {
        router.route("/ws/*").order(Integer.MIN_VALUE).handler(QueryCredential::hide);
    }

    /** The values of {@code token}; empty when there was no query. */
    static List<String> of(RoutingContext context) {
        return values(context, "token");
    }

    /** The values of any parameter; empty when there was no query. */
    static List<String> values(RoutingContext context, String parameter) {
        MultiMap parameters = context.get(KEY);
        return parameters == null ? List.of() : parameters.getAll(parameter);
    }

    private static void hide(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.query() == null) {
            context.next();
            return;
        }
        RequestLineFilter.checkLength(request); // the filter itself runs too late to see the query
        context.put(KEY, parameters(request));
        context.reroute(request.path()); // the new pass has no query
    }

    /** Parses the query. The decoder's message would put the query into the log, so it is replaced. */
    private static MultiMap parameters(HttpServerRequest request) {
        try {
            return request.params();
        } catch (IllegalArgumentException e) {
            throw ApiException.malformed("The URI is not valid percent-encoded UTF-8");
        }
    }
}
