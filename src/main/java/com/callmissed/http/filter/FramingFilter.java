package com.callmissed.http.filter;

import java.util.Optional;

import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.http.error.ApiException;
import com.callmissed.platform.RequestHead;
import com.callmissed.platform.RequestHead.Fault;

/**
 * Refuses a request whose head the decoder has refused, and closes its connection: a proxy in front of the service may
 * have seen other requests in the same bytes (RFC 9112, section 11.2).
 */
class FramingFilter {
    private static final int AFTER_THE_LABELS = 9_940;

    void register(@Observes Filters filters) {
        filters.register(FramingFilter::check, AFTER_THE_LABELS);
    }

    private static void check(RoutingContext context) {
        Optional<Fault> fault = RequestHead.fault(context.request());
        if (fault.isEmpty()) {
            context.next();
            return;
        }
        UnreadBody.closeAfterResponse(context);
        context.fail(error(fault.get()));
    }

    private static ApiException error(Fault fault) {
        return switch (fault) {
            case LONG_LINE -> RequestLineFilter.longUri();
            case LONG_HEADERS -> RequestLineFilter.longHeaders();
            case MALFORMED -> ApiException.malformed("The head of the request is not valid HTTP/1.1");
        };
    }
}
