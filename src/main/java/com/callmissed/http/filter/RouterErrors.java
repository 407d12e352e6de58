package com.callmissed.http.filter;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorBody;
import com.callmissed.http.error.FailureTranslator;

/**
 * Writes the error envelope for requests that do not reach the REST layer: filters, platform endpoints, unknown paths.
 */
@Singleton
class RouterErrors {
    private static final int BEFORE_THE_PLATFORMS_OWN = -100_000;
    private static final int AFTER_EVERY_ROUTE = 100_000;

    private final FailureTranslator failures;
    private final ObjectMapper mapper;
    private final AccessLog access;

    RouterErrors(FailureTranslator failures, ObjectMapper mapper, AccessLog access) {
        this.failures = failures;
        this.mapper = mapper;
        this.access = access;
    }

    void register(@Observes Router router) {
        router.route().order(BEFORE_THE_PLATFORMS_OWN).failureHandler(this::answer);
        // Routing itself fails on a path that cannot be decoded, before any route or filter runs.
        router.errorHandler(400, context -> {
            access.begin(context);
            write(context, ApiException.malformed("The URI is not valid"));
        });
        router.route().order(AFTER_EVERY_ROUTE).handler(context -> context.fail(404));
    }

    private void answer(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (response.ended()) {
            return;
        }
        if (response.headWritten()) {
            // A response that was sent in part cannot be replaced. A broken connection shows the client that it is
            // incomplete.
            context.request().connection().close();
            return;
        }
        write(
                context,
                context.failure() == null
                        ? failures.status(context.statusCode(), null)
                        : context.statusCode() >= 500
                                ? failures.translate(context.failure())
                                : failures.status(context.statusCode(), context.failure()));
    }

    /**
     * Responds while an operation is under way, and closes the connection. For the operation, the client has gone: the
     * REST layer cancels it. So the response must not count as ended before.
     */
    void interrupt(RoutingContext context, ApiException e) {
        HttpServerResponse response = head(context, e);
        Buffer body = body(ErrorBody.of(e, RequestIdFilter.assign(context)));
        response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                .write(context.request().method() == HttpMethod.HEAD ? Buffer.buffer() : body)
                .onComplete(written -> context.request().connection().close());
    }

    private void write(RoutingContext context, ApiException e) {
        head(context, e).end(body(ErrorBody.of(e, RequestIdFilter.assign(context))));
    }

    private static HttpServerResponse head(RoutingContext context, ApiException e) {
        HttpServerResponse response = context.response();
        response.setStatusCode(e.code().status()).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        e.headers().forEach(response::putHeader);
        if (e.code().status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        RequestLabels.set(context);
        ResponseHeaders.set(context);
        return response;
    }

    private Buffer body(ErrorBody body) {
        try {
            return Buffer.buffer(mapper.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
