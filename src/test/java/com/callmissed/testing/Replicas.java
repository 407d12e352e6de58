package com.callmissed.testing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Processes of the packaged service on one database, and a client that talks to either of them without waiting. */
public final class Replicas implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<PackagedApp> apps;
    private final AtomicReferenceArray<String> addresses;

    private Replicas(List<PackagedApp> apps) {
        this.apps = apps;
        this.addresses = new AtomicReferenceArray<>(
                apps.stream().map(PackagedApp::baseUri).toArray(String[]::new));
    }

    /** @param at when the head of the response was read, from {@link System#nanoTime} */
    public record Answer(int status, JsonNode body, long at) {}

    /** Starts two at once. */
    public static Replicas two(Map<String, String> environment) {
        return new Replicas(Parallel.run(2, i -> PackagedApp.start(environment)));
    }

    /** Processes that run already. They are closed with this. */
    public static Replicas of(PackagedApp... apps) {
        return new Replicas(List.of(apps));
    }

    /** The base URL of a process. */
    public String address(int app) {
        return addresses.get(app);
    }

    public PackagedApp app(int app) {
        return apps.get(app);
    }

    /** Starts an ended process again. */
    public void start(int app) {
        apps.get(app).start();
        addresses.set(app, apps.get(app).baseUri());
    }

    /** Fails when the connection breaks. */
    public CompletableFuture<Answer> get(int app, String token, String path) {
        return send(request(app, path).header("Authorization", "Bearer " + token));
    }

    /** Fails when the connection breaks. */
    public CompletableFuture<Answer> send(int app, String token, String method, String path, Map<String, ?> body) {
        return send(request(app, path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(JSON.valueToTree(body).toString())));
    }

    /** A POST with an {@code Idempotency-Key}. Fails when the connection breaks. */
    public CompletableFuture<Answer> post(int app, String token, String path, String key, Map<String, ?> body) {
        return send(request(app, path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(JSON.valueToTree(body).toString())));
    }

    /** Posts Meta's payload to the webhook of {@code bot}. Fails when the connection breaks. */
    public CompletableFuture<Answer> webhook(int app, WhatsAppBot bot, String payload) {
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        return send(request(app, "/api/v1/webhooks/whatsapp")
                .header("Content-Type", "application/json")
                .header(WhatsAppSigner.HEADER, WhatsAppSigner.sign(body, bot.appSecret()))
                .POST(BodyPublishers.ofByteArray(body)));
    }

    /** The sum of a counter over all processes; {@code labels} in the exposition format. */
    public long count(String counter, String labels) {
        return Math.round(apps.stream()
                .flatMap(app -> text(app.managementUri() + "/q/metrics").lines())
                .filter(line -> line.startsWith(counter + "{") && line.contains(labels))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum());
    }

    @Override
    public void close() {
        apps.forEach(PackagedApp::close);
    }

    private HttpRequest.Builder request(int app, String path) {
        return HttpRequest.newBuilder(URI.create(addresses.get(app) + path)).timeout(PATIENCE);
    }

    private CompletableFuture<Answer> send(HttpRequest.Builder request) {
        HttpResponse.BodyHandler<Answer> handler = head -> {
            long at = System.nanoTime();
            return BodySubscribers.mapping(
                    BodySubscribers.ofString(StandardCharsets.UTF_8),
                    body -> new Answer(head.statusCode(), json(body), at));
        };
        return http.sendAsync(request.build(), handler).thenApply(HttpResponse::body);
    }

    private String text(String url) {
        return http.sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .join()
                .body();
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Not JSON: " + body, e);
        }
    }
}
