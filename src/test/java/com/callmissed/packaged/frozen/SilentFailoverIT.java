package com.callmissed.packaged.frozen;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.restassured.RestAssured;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.FreezableProxy;
import com.callmissed.testing.Management;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.Replicas;
import com.callmissed.testing.Replicas.Answer;
import com.callmissed.testing.TestDatabase;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;

import static org.assertj.core.api.Assertions.assertThat;

/** The database moves to another machine. Connections to the old one get no packet any more, not even a reset. */
class SilentFailoverIT {
    private static final Duration HEALTHY_WITHIN = Duration.ofSeconds(15);
    private static final Duration RESPONSE_WITHIN = Duration.ofSeconds(10);
    private static final int REQUESTS = 20;

    @AfterEach
    void disconnect() {
        RestAssured.reset();
    }

    @Test
    void isHealthyAgainSoonAndHoldsNoRequest() {
        URI database = URI.create(TestDatabase.create());
        try (FreezableProxy proxy = new FreezableProxy(database.getPort())) {
            Map<String, String> environment = new HashMap<>(
                    PackagedApp.production(database.toString().replace(":" + database.getPort(), ":" + proxy.port())));
            PackagedApp app = PackagedApp.start(environment);
            try (Replicas service = Replicas.of(app)) {
                RestAssured.baseURI = app.baseUri();
                ConnectedBot thread = ConnectedBot.written();
                answered(requests(service, thread)); // the pool has many connections now

                assertThat(proxy.freezePresent()).isGreaterThan(4);
                long frozen = System.nanoTime();
                List<CompletableFuture<Answer>> caught = requests(service, thread);
                Awaitility.await()
                        .atMost(HEALTHY_WITHIN)
                        .pollInterval(Duration.ofMillis(250))
                        .until(() -> isHealthy(app));
                long healthy = System.nanoTime();
                for (Answer answer : answered(caught)) {
                    assertThat(answer.status())
                            .as("429: the share of the tenant waits")
                            .isIn(200, 201, 429, 503);
                    assertThat(Duration.ofNanos(answer.at() - frozen)).isLessThan(RESPONSE_WITHIN);
                }
                // The database holds the locks of a lost transaction for a while, so a write may get one more 503.
                Awaitility.await().atMost(HEALTHY_WITHIN).untilAsserted(() -> assertThat(
                                answered(requests(service, thread)))
                        .allSatisfy(answer -> assertThat(answer.status()).isIn(200, 201)));
                System.out.printf("Silent failover: healthy after %d ms%n", (healthy - frozen) / 1_000_000);
            }
        }
    }

    private static boolean isHealthy(PackagedApp app) {
        return Management.given(app).get("/q/health/ready").statusCode() == 200;
    }

    /** Reads, writes and webhooks at once. */
    private static List<CompletableFuture<Answer>> requests(Replicas service, ConnectedBot thread) {
        String token = TestTokens.of(thread.bot().tenant(), "agent");
        String path = "/api/v1/conversations/" + thread.conversation();
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            answers.add(service.get(0, token, path));
            answers.add(service.post(
                    0,
                    token,
                    path + "/messages",
                    UUID.randomUUID().toString(),
                    Map.of("role", "user", "content", "text " + i)));
            answers.add(service.webhook(
                    0,
                    thread.bot(),
                    thread.bot().textNow(Api.randomNumber().substring(1), WhatsAppBot.wamid(), "hello " + i)));
        }
        return answers;
    }

    private static List<Answer> answered(List<CompletableFuture<Answer>> answers) {
        return answers.stream().map(CompletableFuture::join).toList();
    }
}
