package com.callmissed.security.jwt;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

import com.callmissed.http.RetryAfter;

/** Fetches a key set over HTTP, with limits on time and size and without redirects. */
final class JwksClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 256 * 1024;

    private final Vertx vertx;
    private final HttpClient http;
    private final RequestOptions request;

    JwksClient(Vertx vertx, URI url) {
        this.vertx = vertx;
        this.http = vertx.createHttpClient();
        this.request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url.toString())
                .setTimeout(TIMEOUT.toMillis())
                .putHeader("Accept", "application/json");
    }

    /**
     * Returns the text of the key set. May complete on another context than the caller's. Fails with a {@link
     * JwksRefusal} when the issuer responds with another status than 200.
     */
    Uni<String> fetch() {
        return Uni.createFrom()
                .completionStage(() -> {
                    Promise<String> text = Promise.promise();
                    // The handlers of a response must be set before the event loop continues to read it.
                    vertx.getOrCreateContext().runOnContext(ignored -> http.request(request)
                            .compose(HttpClientRequest::send)
                            .compose(JwksClient::read)
                            .onComplete(text));
                    return text.future().toCompletionStage();
                })
                .ifNoItem()
                .after(TIMEOUT)
                .fail();
    }

    /** Creates the failure, with the pause that the issuer asks for (RFC 9110, section 10.2.3). */
    private static JwksRefusal refusal(HttpClientResponse response) {
        return new JwksRefusal(
                response.statusCode(),
                RetryAfter.parse(response.getHeader(HttpHeaders.RETRY_AFTER), Instant.now())
                        .orElse(Duration.ZERO));
    }

    private static Future<String> read(HttpClientResponse response) {
        Promise<String> text = Promise.promise();
        response.exceptionHandler(text::tryFail);
        if (response.statusCode() != 200) {
            text.tryFail(refusal(response));
            response.request().reset();
            return text.future();
        }
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            if (body.length() + chunk.length() > MAX_BYTES) {
                text.tryFail("more than " + MAX_BYTES + " bytes");
                response.request().reset();
            } else {
                body.appendBuffer(chunk);
            }
        });
        response.endHandler(ignored -> text.tryComplete(body.toString()));
        return text.future();
    }
}
