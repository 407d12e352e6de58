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
 * Takes the query of a socket's address away before any other handler sees the request, because the query holds a token
 * and addresses end up in access logs, error pages and traces. What was in it is kept in the request's context.
 */
class QueryCredential {
    private static final String KEY = QueryCredential.class.getName();

    /** The platform's access log is registered later under the same order, and so runs after this. */
    void register(@Observes Router router) {
        router.route("/ws/*").order(Integer.MIN_VALUE).handler(QueryCredential::hide);
    }

    /** The values of {@code token}, none if there was no query. */
    static List<String> of(RoutingContext context) {
        return values(context, "token");
    }

    /** The values of any parameter, none if there was no query. */
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
        RequestLineFilter.checkLength(request); // its own turn comes too late for what is taken out here
        context.put(KEY, parameters(request));
        context.reroute(request.path()); // comes back here, without a query
    }

    /** A decoder's complaint would quote the query, and end up in the log. */
    private static MultiMap parameters(HttpServerRequest request) {
        try {
            return request.params();
        } catch (IllegalArgumentException e) {
            throw ApiException.malformed("The URI is not valid percent-encoded UTF-8");
        }
    }
}
