package com.callmissed.nativeimage;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Sends requests and records the responses, in the form that {@link Placeholders} makes comparable. */
final class Transcript {
    static final String REQUEST_ID = "parity";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Set<String> NOT_COMPARED =
            Set.of("date", "content-length", "transfer-encoding", "connection", "x-request-id");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Placeholders placeholders = new Placeholders();
    private final StringBuilder text = new StringBuilder();
    private final List<Exchange> exchanges = new ArrayList<>();
    private final String base;
    private final String management;

    /**
     * @param base where the service listens, without a path
     * @param management where health and metrics are, without a path
     */
    Transcript(String base, String management) {
        this.base = base;
        this.management = management;
    }

    private String address(String path) {
        return (path.startsWith("/q/health") || path.startsWith("/q/metrics") ? management : base) + path;
    }

    /** @param body null for none */
    record Request(String method, String path, Map<String, String> headers, String body) {
        static Request of(String method, String path, String credential) {
            return new Request(method, path, Map.of("Authorization", "Bearer " + credential), null);
        }

        Request json(String json) {
            return with("Content-Type", "application/json").body(json);
        }

        Request with(String header, String value) {
            Map<String, String> more = new TreeMap<>(headers);
            more.put(header, value);
            return new Request(method, path, more, body);
        }

        Request body(String content) {
            return new Request(method, path, headers, content);
        }
    }

    record Exchange(Request request, int status, String body) {
        JsonNode json() {
            return parse(body);
        }

        String id() {
            return json().path("id").asText();
        }
    }

    /** Everything so far. */
    String text() {
        return text.toString();
    }

    List<Exchange> exchanges() {
        return exchanges;
    }

    /** Sends it and writes the exchange down under a heading. */
    Exchange record(String heading, Request request) {
        HttpResponse<String> response = exchange(request);
        Exchange exchange = new Exchange(request, response.statusCode(), response.body());
        exchanges.add(exchange);
        StringBuilder entry = new StringBuilder(request.method() + " " + request.path() + "\n");
        entry.append(response.statusCode()).append('\n');
        response.headers().map().forEach((name, values) -> {
            if (!NOT_COMPARED.contains(name)) {
                entry.append(name)
                        .append(": ")
                        .append(String.join(", ", values))
                        .append('\n');
            }
        });
        if (!REQUEST_ID.equals(response.headers().firstValue("x-request-id").orElse(null))) {
            entry.append("x-request-id: not the caller's\n");
        }
        boolean health = request.path().startsWith("/q/health");
        note(heading, entry + (health ? sorted(exchange.json()) : response.body()));
        return exchange;
    }

    /** The platform lists the checks in any order. */
    private static String sorted(JsonNode health) {
        List<JsonNode> checks = new ArrayList<>();
        health.path("checks").forEach(checks::add);
        checks.sort(Comparator.comparing(check -> check.path("name").asText()));
        return ((ObjectNode) health)
                .set("checks", JSON.createArrayNode().addAll(checks))
                .toPrettyString();
    }

    /** Sends a request without recording it, for waits. */
    Exchange send(Request request) {
        HttpResponse<String> response = exchange(request);
        return new Exchange(request, response.statusCode(), response.body());
    }

    /** Records other output of the service. */
    void note(String heading, String said) {
        text.append("## ")
                .append(heading)
                .append('\n')
                .append(placeholders.replace(said).strip())
                .append("\n\n");
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not JSON: " + json, e);
        }
    }

    private HttpResponse<String> exchange(Request request) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(address(request.path())))
                .timeout(PATIENCE)
                .header("X-Request-Id", REQUEST_ID)
                .method(
                        request.method(),
                        request.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(request.body()));
        request.headers().forEach(builder::header);
        try {
            return http.send(builder.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(request.method() + " " + request.path(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
