package com.callmissed.http.filter;

import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.platform.RequestBody;

/**
 * Reads each request body once, up to the limit of contract section 2, and keeps the raw bytes as {@code
 * RoutingContext.body()}. Signatures and idempotency hashes need the raw bytes.
 */
class BodyFilter {
    static final int API_LIMIT = 1024 * 1024;
    static final int WEBHOOK_LIMIT = 4 * API_LIMIT;
    /** A body up to this size is read and dropped, so that the client can finish sending and then read the 413. */
    static final int DRAIN_LIMIT = 16 * API_LIMIT;

    private static final String WEBHOOKS = "/api/v1/webhooks/";
    private static final int AFTER_THE_REQUEST_LINE = 9_800;

    void register(@Observes Filters filters) {
        filters.register(BodyFilter::read, AFTER_THE_REQUEST_LINE);
    }

    private static void read(RoutingContext context) {
        HttpServerRequest request = context.request();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            context.next();
            return;
        }
        int limit = context.normalizedPath().startsWith(WEBHOOKS) ? WEBHOOK_LIMIT : API_LIMIT;
        long announced = length == null ? 0 : Long.parseLong(length);
        boolean waits = request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true);
        if (announced > DRAIN_LIMIT || waits && announced > limit) {
            refuseAndClose(context, limit);
            return;
        }
        if (waits) {
            request.headers().remove(HttpHeaders.EXPECT);
            request.response().writeContinue();
        }
        new Reading(context, limit).start();
    }

    private static void refuseAndClose(RoutingContext context, int limit) {
        context.response().putHeader(HttpHeaders.CONNECTION, "close");
        context.addEndHandler(done -> context.request().connection().close());
        refuse(context, limit);
    }

    private static void refuse(RoutingContext context, int limit) {
        context.fail(new ApiException(ErrorCode.PAYLOAD_TOO_LARGE, "The body is larger than " + limit + " bytes"));
    }

    /** Reads one body. */
    private static final class Reading {
        private final RoutingContext context;
        private final int limit;
        private final Buffer body = Buffer.buffer();
        private long received;
        private boolean finished;

        Reading(RoutingContext context, int limit) {
            this.context = context;
            this.limit = limit;
        }

        void start() {
            HttpServerRequest request = context.request();
            request.handler(this::take).endHandler(end -> finish()).exceptionHandler(this::interrupted);
            request.resume();
        }

        private void take(Buffer chunk) {
            received += chunk.length();
            if (received <= limit) {
                body.appendBuffer(chunk);
            } else if (received > DRAIN_LIMIT && !context.response().ended()) {
                refuseAndClose(context, limit);
            }
        }

        /** A client that disconnects after its body is not handled here. */
        private void interrupted(Throwable gone) {
            if (!finished) {
                context.fail(400, gone);
            }
        }

        private void finish() {
            finished = true;
            if (received <= limit) {
                RequestBody.set(context, body);
                context.next();
            } else if (!context.response().ended()) {
                refuse(context, limit);
            }
        }
    }
}
