package com.callmissed.http.filter;

import java.time.Duration;
import java.util.concurrent.Semaphore;

import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Closes the connection after a response to a request whose body nobody has read to its end. Before that it reads and
 * drops the rest for a short time, because many clients send everything before they read the response.
 */
class UnreadBody {
    private static final int AFTER_THE_REQUEST_ID = 9_990;
    /** Dropping costs time, and only honest clients have a use for it. */
    private static final int MOST_AT_ONCE = 128;

    private static final int MOST_BYTES = 16 * 1024 * 1024;
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final String WITHOUT_AN_END = UnreadBody.class.getName();

    private static final Semaphore FREE = new Semaphore(MOST_AT_ONCE);

    void register(@Observes Filters filters) {
        filters.register(UnreadBody::watch, AFTER_THE_REQUEST_ID);
    }

    private static void watch(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (hasBody(request)) {
            context.addHeadersEndHandler(head -> {
                if (!request.isEnded()) {
                    context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                }
            });
            context.addEndHandler(end -> {
                if (!request.isEnded() && context.get(WITHOUT_AN_END) == null) {
                    new Rest(context).drop(LONGEST);
                }
            });
        }
        context.next();
    }

    static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null ? !length.equals("0") : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /** Closes the connection after the response, for input of which nobody knows the end. */
    static void closeAfterResponse(RoutingContext context) {
        context.put(WITHOUT_AN_END, true);
        context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        context.addEndHandler(end -> new Rest(context).drop(SHORT));
    }

    /** All methods run on the context of the request. */
    private static final class Rest {
        private final RoutingContext context;
        private final HttpServerRequest request;
        private long timer;
        private long dropped;
        private boolean over;

        Rest(RoutingContext context) {
            this.context = context;
            this.request = context.request();
        }

        void drop(Duration longest) {
            boolean waits = request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true);
            if (waits || !FREE.tryAcquire()) {
                request.connection().close();
                return;
            }
            timer = context.vertx().setTimer(longest.toMillis(), late -> end());
            if (!request.isEnded()) {
                request.handler(this::take);
                request.exceptionHandler(gone -> end());
                if (context.get(WITHOUT_AN_END) == null) {
                    request.endHandler(end -> end());
                }
                request.resume();
            }
        }

        private void take(Buffer chunk) {
            dropped += chunk.length();
            if (dropped > MOST_BYTES) {
                end();
            }
        }

        private void end() {
            if (!over) {
                over = true;
                FREE.release();
                context.vertx().cancelTimer(timer);
                request.connection().close();
            }
        }
    }
}
