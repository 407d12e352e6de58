package com.callmissed.platform;

import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;

/**
 * The entity of a response that is sent part by part. The next part is asked for when the network has taken the one
 * before. A failure before the first part becomes the response; after it, the connection ends.
 *
 * <p>Reason: whether a response is a stream depends on its rows, and the platform decides it by the type that a method
 * returns. A {@code Response} with a {@code Multi} as its entity would replace this.
 */
public record StreamedBody(Multi<Buffer> parts) {
    private static final Logger LOG = Logger.getLogger(StreamedBody.class);

    void write(ResteasyReactiveRequestContext request) {
        request.suspend();
        parts.subscribe(new Writing(request));
    }

    /** Runs on the context of the request. */
    private static final class Writing implements Subscriber<Buffer> {
        private final ResteasyReactiveRequestContext request;
        private final HttpServerResponse response;
        private Subscription parts;

        Writing(ResteasyReactiveRequestContext request) {
            this.request = request;
            this.response = request.unwrap(RoutingContext.class).response();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            parts = subscription;
            request.serverResponse().addCloseHandler(parts::cancel);
            parts.request(1);
        }

        @Override
        public void onNext(Buffer part) {
            if (!response.headWritten()) {
                response.setChunked(true);
            }
            response.write(part).onComplete(written -> {
                if (written.succeeded()) {
                    parts.request(1);
                } else {
                    parts.cancel();
                    onError(written.cause());
                }
            });
        }

        @Override
        public void onComplete() {
            response.end();
            request.resume();
        }

        /** A client sees from the missing last chunk that a response is incomplete. */
        @Override
        public void onError(Throwable failure) {
            if (!response.headWritten()) {
                request.resume(failure, true);
                return;
            }
            if (!response.closed()) {
                LOG.error("A response ends before its end", failure);
                response.reset();
            }
            request.resume();
        }
    }
}
