package com.callmissed.whatsapp.graph;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;

import com.callmissed.outbound.SendResult;

/** Sends messages through the WhatsApp Cloud API. It retries nothing and logs nothing. */
@ApplicationScoped
class GraphClient {
    /**
     * The characters that a header may contain. The HTTP client's exception about other characters would show the
     * token.
     */
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    /**
     * Meta and proxies close idle connections. A request that is written while its connection is being closed has an
     * unknown outcome, so this client closes them first.
     */
    private static final int KEEP_ALIVE_SECONDS = 15;

    /**
     * Larger than the longest request, so that the kernel takes each request as a whole. Bytes that are still in the
     * client would be flushed before the connection closes; bytes in the kernel are discarded.
     */
    private static final int SEND_BUFFER = 256 * 1024;

    private static final int LONGEST_REQUEST = SEND_BUFFER / 4;

    private final Vertx vertx;
    private final WhatsAppConfig config;
    private final HttpClient http;
    private final String root;

    @Inject
    GraphClient(Vertx vertx, WhatsAppConfig config) {
        this(vertx, config, KEEP_ALIVE_SECONDS);
    }

    GraphClient(Vertx vertx, WhatsAppConfig config, int keepAliveSeconds) {
        this.vertx = vertx;
        this.config = config;
        this.root = root(config.baseUrl()) + "/" + config.version() + "/";
        this.http = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setConnectTimeout((int) config.connectTimeout().toMillis())
                        .setSslHandshakeTimeout(config.connectTimeout().toMillis())
                        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setKeepAliveTimeout(keepAliveSeconds)
                        .setSendBufferSize(SEND_BUFFER)
                        // Closing resets the connection, so that nothing that the kernel still holds reaches Meta
                        // afterwards.
                        .setSoLinger(0)
                        // Meta gets no header of the trace. GraphSender has the span.
                        .setTracingPolicy(TracingPolicy.IGNORE)
                        .setName("whatsapp"))
                .with(new PoolOptions().setHttp1MaxSize(config.connections()))
                // A request is notified of its broken connection, and an idle connection may break: there is nothing to
                // log.
                .withConnectHandler(connection -> connection.exceptionHandler(broken -> {}))
                .build();
    }

    /**
     * Sends one text message in one request.
     *
     * <p>Never fails: every outcome is a {@link SendResult}, at the latest after {@link WhatsAppConfig#timeout}. A
     * cancellation aborts the request; it is then unknown whether the message was sent. The result arrives on the
     * Vert.x context of the subscriber, if it has one.
     *
     * @param body at most 4 096 characters
     * @param reference text that Meta repeats in its reports about this message, at most 512 characters
     */
    Uni<SendResult> sendText(WhatsAppSender from, GraphRecipient to, String body, String reference) {
        return sendText(from, to, body, reference, config.timeout());
    }

    Uni<SendResult> sendText(WhatsAppSender from, GraphRecipient to, String body, String reference, Duration timeout) {
        if (!TOKEN.matcher(from.accessToken()).matches()) {
            return Uni.createFrom()
                    .item(new SendResult.Refused(null, "The access token of this number is malformed", null));
        }
        Buffer message = Buffer.buffer(message(to, body, reference).toString());
        if (message.length() > LONGEST_REQUEST) {
            throw new IllegalArgumentException("A message of " + message.length() + " bytes");
        }
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(root + from.phoneNumberId() + "/messages")
                .putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + from.accessToken())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.ACCEPT, "application/json");
        return Uni.createFrom().emitter(emitter -> {
            GraphCall call =
                    new GraphCall(vertx, vertx.getOrCreateContext(), timeout, from.accessToken(), emitter::complete);
            emitter.onTermination(call::cancel);
            call.start(http, options, message);
        });
    }

    @PreDestroy
    void close() {
        http.close();
    }

    private static ObjectNode message(GraphRecipient to, String body, String reference) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("messaging_product", "whatsapp")
                .put("recipient_type", to.type())
                .put(to.field(), to.value());
        message.put("type", "text").put("biz_opaque_callback_data", reference);
        message.putObject("text").put("preview_url", false).put("body", body);
        return message;
    }

    private static String root(URI baseUrl) {
        String url = baseUrl.toString();
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
