package com.callmissed.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.GraphServer.Hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GraphServerTest {
    private final GraphServer graph = GraphServer.start();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        graph.close();
    }

    @Test
    void recordsWhatArrivesAndAcceptsIt() throws Exception {
        long before = System.nanoTime();
        HttpResponse<String> answer = send("1650", "Grüße 👋");

        assertThat(graph.messages("+1650")).singleElement().satisfies(message -> {
            assertThat(message.path()).isEqualTo("/v23.0/106540352242922/messages");
            assertThat(message.token()).isEqualTo("token");
            assertThat(message.to()).isEqualTo("1650");
            assertThat(message.body()).isEqualTo("Grüße 👋");
            assertThat(message.reference()).isEqualTo("ref");
            assertThat(message.at()).isBetween(before, System.nanoTime());
            assertThat(answer.body()).contains("\"messages\":[{\"id\":\"" + message.id() + "\"}]");
        });
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void answersInTurnAndThenByTheScript() throws Exception {
        graph.replies(message -> GraphReply.of(503, "{}"));
        graph.replies("+1", GraphReply.error(429, 4, "Too many calls").with("Retry-After", "7"), GraphReply.accepted());

        HttpResponse<String> first = send("1", "a");
        assertThat(first.statusCode()).isEqualTo(429);
        assertThat(first.headers().firstValue("Retry-After")).contains("7");
        assertThat(first.body()).contains("\"code\":4", "\"message\":\"Too many calls\"");
        assertThat(send("2", "b").statusCode()).isEqualTo(503);
        assertThat(send("1", "c").statusCode()).isEqualTo(200);
        assertThat(send("1", "d").statusCode()).isEqualTo(503);
        assertThat(graph.messages()).extracting(GraphMessage::body).containsExactly("a", "b", "c", "d");
    }

    @Test
    void holdsAnswersApartFromEachOther() throws Exception {
        Hold one = graph.hold("+1");
        Hold two = graph.hold("+2");
        CompletableFuture<HttpResponse<String>> toOne = sendAsync("1", "a");
        CompletableFuture<HttpResponse<String>> toTwo = sendAsync("2", "b");
        assertThat(one.awaitArrived().body()).isEqualTo("a");
        assertThat(two.awaitArrived().body()).isEqualTo("b");

        assertThat(send("3", "c").statusCode()).isEqualTo(200);
        two.release(GraphReply.of(500, "{}"));
        assertThat(toTwo.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(500);
        assertThat(send("2", "d").statusCode()).isEqualTo(200);
        assertThat(toOne).isNotDone();
        one.release();
        assertThat(toOne.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void breaksConnectionsInEveryWay() {
        for (GraphReply reply : List.of(
                GraphReply.close(), GraphReply.reset(), GraphReply.accepted().cut())) {
            graph.replies("1", reply);
            assertThatThrownBy(() -> send("1", "a")).hasCauseInstanceOf(IOException.class);
        }
        assertThat(graph.messages()).hasSize(3);
        assertThat(graph.aborted()).isEmpty();
    }

    @Test
    void readsNothingUntilItResumes() throws Exception {
        send("1", "over a connection that stays open");
        graph.stopReading();
        CompletableFuture<HttpResponse<String>> onOldConnection = sendAsync("2", "a");
        CompletableFuture<HttpResponse<String>> onNewConnection = sendAsync("3", "b");
        assertThatThrownBy(() -> onNewConnection.get(200, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        assertThat(graph.messages()).hasSize(1);

        graph.resumeReading();
        assertThat(onOldConnection.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(onNewConnection.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> send(String to, String body) throws Exception {
        return sendAsync(to, body).get(10, TimeUnit.SECONDS);
    }

    private CompletableFuture<HttpResponse<String>> sendAsync(String to, String body) {
        return client.sendAsync(
                HttpRequest.newBuilder(URI.create(graph.baseUrl() + "/v23.0/106540352242922/messages"))
                        .version(HttpClient.Version.HTTP_1_1)
                        .header("Authorization", "Bearer token")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"to\":\"%s\",\"text\":{\"body\":\"%s\"},\"biz_opaque_callback_data\":\"ref\"}"
                                        .formatted(to, body)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
