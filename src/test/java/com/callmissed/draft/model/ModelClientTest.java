package com.callmissed.draft.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.draft.model.ModelRequest.Role;
import com.callmissed.draft.model.ModelRequest.Turn;
import com.callmissed.testing.Contexts;
import com.callmissed.testing.ModelServer;
import com.callmissed.testing.ModelServer.Hold;
import com.callmissed.testing.ModelServer.Reply;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ModelClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ModelServer server = ModelServer.start();
    private final UUID tenant = UUID.randomUUID();

    @Inject
    Vertx vertx;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void asksAsOpenAiIsAsked() {
        server.replies(request -> Reply.text(" Hello! ", 42));

        ask(client(), "Hi").assertItem(new ModelAnswer("Hello!", 42));

        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request.headers()).containsEntry("authorization", "Bearer sk-test");
            assertThat(request.headers().get("content-type")).startsWith("application/json");
            assertThat(request.json().toString())
                    .isEqualTo("{\"model\":\"small\",\"messages\":[{\"role\":\"system\",\"content\":\"Be kind\"},"
                            + "{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":1024}");
        });
    }

    @Test
    void sendsWhatIsConfiguredAndNoMore() {
        ModelConfig config = TestModel.at(
                server,
                "base-url",
                server.baseUrl() + "/",
                "api-key",
                "",
                "temperature",
                "0.5",
                "max-tokens",
                "200",
                "token-limit",
                "max-completion-tokens");
        ModelClient client = new ModelClient(ModelClient.api(config), config);

        client.ask(tenant, ModelRequest.of(config, turns("Hi")))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create())
                .awaitItem(PATIENCE);

        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request.headers()).doesNotContainKey("authorization");
            assertThat(request.json().toString()).endsWith("],\"temperature\":0.5,\"max_completion_tokens\":200}");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 408, 429, 500, 503})
    void asksAgainWhatMayWorkTheNextTime(int status) {
        AtomicInteger calls = new AtomicInteger();
        server.replies(request -> calls.incrementAndGet() < 3 ? reply(status) : Reply.text("At last"));
        ask(client(), "Hi").assertItem(new ModelAnswer("At last", 30));
        assertThat(calls).hasValue(3);
    }

    @Test
    void asksNoMoreOftenThanAllowed() {
        server.replies(request -> Reply.error(503));
        ask(client("retries", "1"), "Hi").assertFailedWith(ModelFailure.class, "status 503");
        assertThat(server.requests()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 401, 403, 404, 422})
    void doesNotRepeatWhatWasRefused(int status) {
        server.replies(request -> new Reply(status, Map.of("Location", server.baseUrl() + "/chat/completions"), "no"));
        ask(client(), "Hi").assertFailedWith(ModelFailure.class, "status " + status);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void doesNotRepeatAnAnswerWithoutText() {
        server.replies(request -> Reply.text(" "));
        ask(client(), "Hi").assertFailedWith(ModelFailure.class, "no text in the answer");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void saysWhenNobodyListens() {
        server.close();
        ask(client(), "Hi").assertFailedWith(ModelFailure.class, "no connection, ");
    }

    @Test
    void waitsAsLongAsTheProviderAsks() {
        AtomicInteger calls = new AtomicInteger();
        server.replies(
                request -> calls.incrementAndGet() == 1 ? Reply.error(429).retryAfter("1") : Reply.text("Now"));
        long start = System.nanoTime();
        ask(client(), "Hi").assertItem(new ModelAnswer("Now", 30));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void doesNotWaitForWhatComesTooLate() {
        server.replies(request -> Reply.error(429).retryAfter("60"));
        long start = System.nanoTime();
        ask(client("timeout", "PT30S"), "Hi").assertFailedWith(ModelFailure.class, "status 429");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void givesUpInTimeAndFreesTheConnection() {
        Hold hold = server.hold("slow");
        ModelClient client = client("timeout", "PT3S", "concurrency", "1");
        ask(client, "quick")
                .assertItem(
                        new ModelAnswer("A reply of the model", 30)); // opens the connection, which takes its time, too
        ask(client, "slow").assertFailedWith(ModelFailure.class, "no answer in time");
        hold.awaitArrived();
        ask(client, "quick").assertItem(new ModelAnswer("A reply of the model", 30));
    }

    @Test
    void countsRetriesIntoItsTime() {
        server.replies(request -> Reply.error(500));
        long start = System.nanoTime();
        ask(client("timeout", "PT0.5S", "retries", "10", "retry-delay", "PT0.2S"), "Hi")
                .assertFailedWith(ModelFailure.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(server.requests().size()).isBetween(1, 5);
    }

    @Test
    void leavesAProviderAloneThatFailsTooOften() {
        String[] settings = {"retries", "0", "circuit.window", "4", "circuit.delay", "PT2S"};
        ModelClient client = client(settings);
        server.replies(request -> Reply.error(500));
        for (int i = 0; i < 4; i++) {
            ask(client, "Hi").assertFailedWith(ModelFailure.class, "status 500");
        }
        ask(client, "Hi").assertFailedWith(ModelFailure.class, "the circuit is open");
        assertThat(server.requests()).hasSize(4);
        server.replies(request -> Reply.text("Back"));
        await().untilAsserted(() -> ask(client, "Hi").assertItem(new ModelAnswer("Back", 30)));
    }

    @Test
    void countsTimeOutsAndEmptyAnswersAsFailuresOfTheProvider() {
        ModelClient client = client("retries", "0", "circuit.window", "2", "timeout", "PT1.5S");
        server.hold("slow");
        ask(client, "slow").assertFailedWith(ModelFailure.class, "no answer in time");
        server.replies(request -> Reply.json("<html>"));
        ask(client, "Hi").assertFailedWith(ModelFailure.class, "no JSON in the answer");
        ask(client, "Hi").assertFailedWith(ModelFailure.class, "the circuit is open");
    }

    @Test
    void doesNotBlameTheProviderForWhatItRefuses() {
        ModelClient client = client("circuit.window", "2");
        server.replies(request -> Reply.text(""));
        for (int i = 0; i < 4; i++) {
            ask(client, "Hi").assertFailedWith(ModelFailure.class, "no text in the answer");
        }
        server.replies(request -> Reply.error(400));
        for (int i = 0; i < 4; i++) {
            ask(client, "Hi").assertFailedWith(ModelFailure.class, "status 400");
        }
    }

    @Test
    void keepsPlacesForOtherTenants() {
        ModelClient client = client("concurrency", "3", "tenant-concurrency", "2", "tenant-queue", "1");
        Hold hold = server.hold("slow");
        List<UniAssertSubscriber<ModelAnswer>> slow = List.of(begin(client, "slow"), begin(client, "slow"));
        hold.awaitArrived(2);
        UniAssertSubscriber<ModelAnswer> waiting = begin(client, "slow");
        ask(client, "Hi").assertFailedWith(ModelFailure.class, "too many questions at once");

        client.ask(UUID.randomUUID(), request("Hi"))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create())
                .awaitItem(PATIENCE);

        assertThat(hold.arrived()).hasSize(2);
        hold.release();
        slow.forEach(call -> call.awaitItem(PATIENCE));
        waiting.awaitItem(PATIENCE);
    }

    @Test
    void waitsForAPlaceInTheProcessNoLongerThanItsTime() {
        ModelClient client = client("concurrency", "1", "timeout", "PT0.5S");
        server.hold("slow");
        UniAssertSubscriber<ModelAnswer> slow = begin(client, "slow");
        UniAssertSubscriber<ModelAnswer> other =
                client.ask(UUID.randomUUID(), request("slow")).subscribe().withSubscriber(UniAssertSubscriber.create());
        slow.awaitFailure(PATIENCE);
        other.awaitFailure(PATIENCE);
    }

    @Test
    void worksOnTheEventLoopOfARequest() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        server.replies(request -> calls.incrementAndGet() < 3 ? Reply.error(503) : Reply.text("Here"));
        ModelClient client = client();
        assertThat(Contexts.run(vertx, () -> client.ask(tenant, request("Hi")))
                        .get(30, java.util.concurrent.TimeUnit.SECONDS))
                .isEqualTo(new ModelAnswer("Here", 30));
    }

    private static Reply reply(int status) {
        return status == 0 ? Reply.hangUp() : Reply.error(status);
    }

    private ModelClient client(String... settings) {
        ModelConfig config = TestModel.at(server, settings);
        return new ModelClient(ModelClient.api(config), config);
    }

    private UniAssertSubscriber<ModelAnswer> ask(ModelClient client, String question) {
        UniAssertSubscriber<ModelAnswer> call = begin(client, question);
        await().atMost(PATIENCE).until(() -> call.getItem() != null || call.getFailure() != null);
        return call;
    }

    private UniAssertSubscriber<ModelAnswer> begin(ModelClient client, String question) {
        return client.ask(tenant, request(question)).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private ModelRequest request(String question) {
        return ModelRequest.of(TestModel.at(server), turns(question));
    }

    private static List<Turn> turns(String question) {
        return List.of(new Turn(Role.SYSTEM, "Be kind"), new Turn(Role.USER, question));
    }
}
