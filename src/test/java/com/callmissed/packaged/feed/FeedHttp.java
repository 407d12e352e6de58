package com.callmissed.packaged.feed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import com.callmissed.testing.Replicas;

/** Sends requests to one of two processes, which may be stopped or without a database. */
final class FeedHttp {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Replicas replicas;
    private final FeedTally tally;

    FeedHttp(Replicas replicas, FeedTally tally) {
        this.replicas = replicas;
        this.tally = tally;
    }

    /** Returns null when the request has to be repeated. */
    HttpResponse<String> get(int replica, String credential, String path) {
        return attempt(request(replica, credential, path));
    }

    /** Returns null when the request has to be repeated. */
    HttpResponse<String> send(
            int replica, String credential, String method, String path, String idempotencyKey, Map<String, ?> body) {
        return attempt(request(replica, credential, path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .method(method, BodyPublishers.ofString(JSON.valueToTree(body).toString())));
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Not JSON: " + text, e);
        }
    }

    private HttpRequest.Builder request(int replica, String credential, String path) {
        return HttpRequest.newBuilder(URI.create(replicas.address(replica) + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + credential);
    }

    /** @throws AssertionError when a working client should never get this response */
    private HttpResponse<String> attempt(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        HttpResponse<String> answer;
        try {
            answer = http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            tally.count("requests without an answer");
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        int status = answer.statusCode();
        if (status == 429 || status > 500) {
            tally.count("requests answered " + status);
            return null;
        }
        if (status >= 400) {
            throw new AssertionError(request + ": " + status + " " + answer.body());
        }
        return answer;
    }
}
