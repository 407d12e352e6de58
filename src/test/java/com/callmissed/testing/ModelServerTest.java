package com.callmissed.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.ModelServer.Hold;
import com.callmissed.testing.ModelServer.Reply;
import com.callmissed.testing.ModelServer.Turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ModelServerTest {
    private final ModelServer model = ModelServer.start();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        model.close();
    }

    @Test
    void saysWhatItIsToldAndRemembersWhatItWasAsked() throws Exception {
        model.replies(request -> Reply.text("You said " + request.lastOf("user"), 12));

        HttpResponse<String> answer = ask("Hello").get(10, TimeUnit.SECONDS);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"content\":\"You said Hello\"", "\"total_tokens\":12");
        assertThat(model.requests("Hello")).singleElement().satisfies(request -> {
            assertThat(request.turns()).containsExactly(new Turn("user", "Hello"));
            assertThat(request.headers()).containsEntry("authorization", "Bearer key");
        });
        model.replies(request -> Reply.error(429).retryAfter("7"));
        HttpResponse<String> refusal = ask("Hello").get(10, TimeUnit.SECONDS);
        assertThat(refusal.statusCode()).isEqualTo(429);
        assertThat(refusal.headers().firstValue("retry-after")).contains("7");
    }

    @Test
    void holdsAnswersApartFromEachOther() throws Exception {
        Hold first = model.hold("first");
        Hold second = model.hold("second");
        CompletableFuture<HttpResponse<String>> toFirst = ask("the first");
        CompletableFuture<HttpResponse<String>> toSecond = ask("the second");
        first.awaitArrived();
        second.awaitArrived();

        assertThat(ask("the third").get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        second.release();
        assertThat(toSecond.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(toFirst).isNotDone();
        assertThat(ask("a second one").get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        first.release();
        assertThat(toFirst.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void hangsUp() {
        model.replies(request -> Reply.hangUp());
        assertThatThrownBy(() -> ask("Hello").get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
    }

    private CompletableFuture<HttpResponse<String>> ask(String text) {
        return client.sendAsync(
                HttpRequest.newBuilder(URI.create(model.baseUrl() + "/chat/completions"))
                        .header("Authorization", "Bearer key")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
