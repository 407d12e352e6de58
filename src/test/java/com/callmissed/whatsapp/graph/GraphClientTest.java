package com.callmissed.whatsapp.graph;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.callmissed.outbound.SendResult;
import com.callmissed.outbound.SendResult.Accepted;
import com.callmissed.outbound.SendResult.Refused;
import com.callmissed.outbound.SendResult.TryLater;
import com.callmissed.outbound.SendResult.Unknown;
import com.callmissed.testing.GraphMessage;
import com.callmissed.testing.GraphReply;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.GraphServer.Hold;
import com.callmissed.testing.LoggedLines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The result of a message for each possible course of its request. */
class GraphClientTest {
    private static final String CUSTOMER = "+16505551234";
    private static final String OTHER = "+16505550001";
    private static final String THIRD = "+16505550002";
    private static final WhatsAppSender SENDER = new WhatsAppSender("106540352242922", "EAAGtokenOfTheBusiness");
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final GraphServer graph = GraphServer.start();
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        graph.close();
        vertx.close();
    }

    @Test
    void writesWhatMetaDocuments() {
        SendResult result = send(client(PATIENT), CUSTOMER);

        GraphMessage message = graph.messages().get(0);
        assertThat(result).isEqualTo(new Accepted(message.id()));
        assertThat(message.path()).isEqualTo("/v23.0/106540352242922/messages");
        assertThat(message.token()).isEqualTo("EAAGtokenOfTheBusiness");
        assertThat(message.json()).hasToString("""
                {"messaging_product":"whatsapp","recipient_type":"individual","to":"16505551234","type":"text",\
                "biz_opaque_callback_data":"cm1:ref","text":{"preview_url":false,"body":"Guten Tag 👋"}}""");
    }

    @Test
    void namesACustomerWithoutANumberByMetasId() {
        send(client(PATIENT), "US.13491208655302741918");
        assertThat(graph.messages().get(0).json().path("recipient").asText()).isEqualTo("US.13491208655302741918");
        assertThat(graph.messages().get(0).json().has("to")).isFalse();
    }

    @Test
    void readsRefusalsAndLimits() {
        graph.replies(
                CUSTOMER,
                GraphReply.error(400, 131030, "Recipient phone number not in allowed list", "Add it"),
                GraphReply.error(429, 130429, "Rate limit hit").with("Retry-After", "12"));
        GraphClient client = client(PATIENT);
        assertThat(send(client, CUSTOMER))
                .isEqualTo(new Refused(
                        131030,
                        "The customer's number is not among those that this test number may message",
                        "Add it"));
        assertThat(send(client, CUSTOMER))
                .isEqualTo(
                        TryLater.unavailable(Duration.ofSeconds(12), "WhatsApp limits how much this number may send"));
    }

    @Test
    void doesNotKnowWhatBecameOfARequestThatWasWritten() {
        GraphClient client = client(PATIENT);
        for (GraphReply reply : List.of(
                GraphReply.reset(),
                GraphReply.close(),
                GraphReply.accepted().cut(),
                GraphReply.of(200, "<html>"),
                GraphReply.of(200, "{\"messages\":[]}"),
                GraphReply.of(200, "x".repeat(70_000)))) {
            graph.replies(CUSTOMER, reply);
            assertThat(send(client, CUSTOMER)).as("%s", reply).isInstanceOf(Unknown.class);
        }
        assertThat(graph.messages()).as("each sent once").hasSize(6);
    }

    @Test
    void certainlySentNothingAfterARefusalThatBrokeOff() {
        graph.replies(CUSTOMER, GraphReply.error(400, 4, "Too many calls").cut());
        assertThat(send(client(PATIENT), CUSTOMER)).isInstanceOf(TryLater.class);
    }

    @Test
    void breaksOffWhatIsNotAnsweredInTime() {
        graph.replies(message -> GraphReply.hang());
        assertThat(send(client(SHORT), CUSTOMER)).isInstanceOf(Unknown.class);
        await().until(() -> graph.aborted().equals(graph.messages()) && graph.connections() == 0);
    }

    @Test
    void breaksOffAnAnswerThatDoesNotEnd() {
        graph.replies(CUSTOMER, GraphReply.accepted().stall());
        assertThat(send(client(SHORT), CUSTOMER)).isInstanceOf(Unknown.class);
        await().until(() -> graph.connections() == 0);
    }

    @Test
    void doesNotKnowWhetherAServerWillReadWhatItHasNotReadInTime() {
        graph.stopReading();
        assertThat(send(client(SHORT), CUSTOMER)).isInstanceOf(Unknown.class);
        graph.resumeReading();
        await().until(() -> graph.connections() == 0);
    }

    @Test
    void certainlySentNothingWhereNobodyListens() {
        String address = graph.baseUrl();
        graph.close();
        assertThat(send(client(address, PATIENT, 8), CUSTOMER)).isInstanceOf(TryLater.class);
    }

    @Test
    void certainlySentNothingWithoutAName() {
        assertThat(send(client("https://graph.invalid", Duration.ofSeconds(2), 8), CUSTOMER))
                .isInstanceOf(TryLater.class);
    }

    @Test
    void certainlySentNothingWithoutAConnection() throws IOException {
        List<Socket> backlog = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 4; i++) {
                Socket socket = new Socket();
                backlog.add(socket);
                vertx.executeBlocking(() -> {
                    socket.connect(full.getLocalSocketAddress());
                    return null;
                });
            }
            await().until(() -> backlog.stream().filter(Socket::isConnected).count() >= 2);
            assertThat(send(client("http://127.0.0.1:" + full.getLocalPort(), PATIENT, 8), CUSTOMER))
                    .isInstanceOf(TryLater.class);
        } finally {
            for (Socket socket : backlog) {
                socket.close();
            }
        }
    }

    @Test
    void certainlySentNothingWithoutATlsHandshake() {
        String address = graph.baseUrl().replace("http:", "https:");
        assertThat(send(client(address, PATIENT, 8), CUSTOMER)).isInstanceOf(TryLater.class);
        assertThat(send(client(address, SHORT, 8), CUSTOMER)).isInstanceOf(TryLater.class);
        assertThat(graph.messages()).isEmpty();
    }

    @Test
    void certainlySentNothingWhileAllConnectionsAreBusy() {
        GraphClient client = client(graph.baseUrl(), PATIENT, 1);
        Hold hold = graph.hold(CUSTOMER);
        CompletableFuture<SendResult> first = sendAsync(client, CUSTOMER);
        hold.awaitArrived();
        assertThat(client.sendText(SENDER, GraphRecipient.person(OTHER), "Hello", "ref", SHORT)
                        .await()
                        .atMost(PATIENT))
                .isInstanceOf(TryLater.class);

        hold.release();
        assertThat(first).succeedsWithin(PATIENT).isInstanceOf(Accepted.class);
        assertThat(send(client, THIRD)).as("the connection is free again").isInstanceOf(Accepted.class);
        assertThat(graph.messages(OTHER)).isEmpty();
    }

    @Test
    void writesNothingLateAfterStandingStill() {
        GraphClient client = client(SHORT);
        CompletableFuture<SendResult> result = new CompletableFuture<>();
        vertx.getOrCreateContext().runOnContext(ignored -> {
            client.sendText(SENDER, GraphRecipient.person(CUSTOMER), "Hello", "ref")
                    .subscribe()
                    .with(result::complete);
            Vertx.currentContext().runOnContext(connecting -> standStill(SHORT.multipliedBy(2)));
        });
        assertThat(result).succeedsWithin(PATIENT).isInstanceOf(TryLater.class);
        assertThat(graph.messages()).isEmpty();
    }

    @Test
    void writesNothingThatWasCancelledBefore() {
        GraphClient client = client(graph.baseUrl(), PATIENT, 1);
        Hold hold = graph.hold(CUSTOMER);
        CompletableFuture<SendResult> first = sendAsync(client, CUSTOMER);
        hold.awaitArrived();
        List<SendResult> results = new CopyOnWriteArrayList<>();
        Cancellable waiting = client.sendText(SENDER, GraphRecipient.person(OTHER), "Hello", "ref")
                .subscribe()
                .with(results::add);
        waiting.cancel();

        hold.release();
        assertThat(first).succeedsWithin(PATIENT).isInstanceOf(Accepted.class);
        assertThat(send(client, THIRD)).isInstanceOf(Accepted.class);
        assertThat(graph.messages(OTHER)).isEmpty();
        assertThat(results).isEmpty();
    }

    @Test
    void breaksOffWhatIsCancelled() {
        GraphClient client = client(PATIENT);
        Hold hold = graph.hold(CUSTOMER);
        List<SendResult> results = new CopyOnWriteArrayList<>();
        Cancellable sending = client.sendText(SENDER, GraphRecipient.person(CUSTOMER), "Hello", "ref")
                .subscribe()
                .with(results::add);
        GraphMessage message = hold.awaitArrived();
        sending.cancel();

        await().until(() -> graph.aborted().equals(List.of(message)) && graph.connections() == 0);
        assertThat(results).isEmpty();
    }

    @Test
    void usesAConnectionAgainAndDropsItWhenItIsIdle() {
        GraphClient client = new GraphClient(vertx, config(graph.baseUrl(), PATIENT, 8), 1);
        send(client, CUSTOMER);
        send(client, CUSTOMER);
        assertThat(graph.connections()).isEqualTo(1);
        await().until(() -> graph.connections() == 0);
        assertThat(send(client, CUSTOMER)).isInstanceOf(Accepted.class);
    }

    @Test
    void answersOnTheContextOfItsSubscriber() {
        Context context = vertx.getOrCreateContext();
        CompletableFuture<Context> answeredOn = new CompletableFuture<>();
        context.runOnContext(ignored -> client(PATIENT)
                .sendText(SENDER, GraphRecipient.person(CUSTOMER), "Hello", "ref")
                .subscribe()
                .with(result -> answeredOn.complete(Vertx.currentContext())));
        assertThat(answeredOn).succeedsWithin(PATIENT).isSameAs(context);
    }

    @Test
    void doesNotSendWithATokenThatFitsNoHeader() {
        WhatsAppSender broken = new WhatsAppSender("1", "EAAG\nsecret");
        assertThat(client(PATIENT)
                        .sendText(broken, GraphRecipient.person(CUSTOMER), "Hello", "ref")
                        .await()
                        .atMost(PATIENT))
                .isEqualTo(new Refused(null, "The access token of this number is malformed", null));
        assertThat(broken).hasToString("WhatsAppSender[1]");
        assertThat(graph.messages()).isEmpty();
    }

    @Test
    void logsNothingOfAMessage() {
        try (LoggedLines logged = LoggedLines.atEveryLevel()) {
            GraphClient client = client(SHORT);
            for (GraphReply reply : List.of(
                    GraphReply.accepted(),
                    GraphReply.reset(),
                    GraphReply.hang(),
                    GraphReply.error(400, 100, "Guten Tag"))) {
                graph.replies(CUSTOMER, reply);
                send(client, CUSTOMER);
            }
            graph.close();
            send(client, CUSTOMER);
            assertThat(logged.lines())
                    .noneMatch(line -> line.contains("EAAGtokenOfTheBusiness")
                            || line.contains("Guten Tag")
                            || line.contains("16505551234"));
        }
    }

    private static void standStill(Duration time) {
        try {
            assertThat(new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS))
                    .isFalse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private GraphClient client(Duration timeout) {
        return client(graph.baseUrl(), timeout, 8);
    }

    private GraphClient client(String baseUrl, Duration timeout, int connections) {
        return new GraphClient(vertx, config(baseUrl, timeout, connections));
    }

    private static WhatsAppConfig config(String baseUrl, Duration timeout, int connections) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(WhatsAppConfig.class)
                .withDefaultValues(Map.of(
                        "callmissed.whatsapp.base-url",
                        baseUrl + "/",
                        "callmissed.whatsapp.timeout",
                        timeout.toString(),
                        "callmissed.whatsapp.connect-timeout",
                        "PT0.5S",
                        "callmissed.whatsapp.connections",
                        String.valueOf(connections)))
                .build()
                .getConfigMapping(WhatsAppConfig.class);
    }

    private static SendResult send(GraphClient client, String to) {
        return client.sendText(SENDER, GraphRecipient.person(to), "Guten Tag 👋", "cm1:ref")
                .await()
                .atMost(PATIENT);
    }

    private static CompletableFuture<SendResult> sendAsync(GraphClient client, String to) {
        return client.sendText(SENDER, GraphRecipient.person(to), "Guten Tag 👋", "cm1:ref")
                .subscribeAsCompletionStage();
    }
}
