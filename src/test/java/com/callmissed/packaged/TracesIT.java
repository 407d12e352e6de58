package com.callmissed.packaged;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpServer;
import io.restassured.RestAssured;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Database;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.ModelServer;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;
import com.callmissed.testing.WhatsAppSigner;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Everything that the packaged service exports to a collector of traces and metrics (OTLP, http/protobuf). */
class TracesIT {
    /** A process that has just started is slow on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String WEBHOOK = "POST /api/v1/webhooks/whatsapp";

    private static final String PROCESS = "process payload";

    private static final Pattern TRACE = Pattern.compile("\"traceId\":\"([0-9a-f]{32})\"");

    /** Each byte is one character, so that texts and ids can be searched. */
    private final Queue<String> received = new ConcurrentLinkedQueue<>();

    private final Queue<String> metrics = new ConcurrentLinkedQueue<>();

    @AfterEach
    void restore() {
        RestAssured.baseURI = RestAssured.DEFAULT_URI;
    }

    @Test
    void haveEachStepAndNothingOfACustomer() throws IOException {
        HttpServer collector = collector();
        ModelServer model = ModelServer.start().replies(request -> ModelServer.Reply.text("Until six o'clock"));
        GraphServer graph = GraphServer.start();
        Map<String, String> environment = environment(collector, model, graph);
        try (model;
                graph;
                PackagedApp app = PackagedApp.start(environment)) {
            String token = TestTokens.of(UUID.randomUUID(), "owner");
            given().baseUri(app.baseUri())
                    .header("Authorization", "Bearer " + token)
                    .get("/api/v1/conversations?external_id=%2B16505550123")
                    .then()
                    .statusCode(200);
            given().baseUri(app.baseUri())
                    .header("Authorization", "Bearer " + token)
                    .get("/api/v1/conversations/" + UUID.randomUUID() + "/16505550123")
                    .then()
                    .statusCode(404);
            SocketClient.withToken(URI.create(app.baseUri()), token).ready().close();
            RestAssured.baseURI = app.baseUri();
            String customer = Api.randomNumber();
            WhatsAppBot bot = WhatsAppBot.create();
            ConnectedBot chat = ConnectedBot.written(bot, customer, "Are you open?");
            String ours = newTrace();
            given().header("Authorization", "Bearer " + TestTokens.of(bot.tenant(), "owner"))
                    .contentType("application/json")
                    .header("traceparent", traceparent(ours))
                    .header("tracestate", "vendor=hidden-state")
                    .header("baggage", "customer=hidden-baggage")
                    .header("User-Agent", "hidden-agent")
                    .post("/api/v1/conversations/" + chat.conversation() + "/ai-draft")
                    .then()
                    .statusCode(200);

            await().untilAsserted(() -> assertThat(all())
                    .contains("GET /api/v1/conversations", "POST /api/v1/webhooks/whatsapp", "answer", "send")
                    .contains("request to Meta", "FROM conversation", bytes(ours)));
            assertThat(app.output()).contains("route=/api/v1/conversations status=200");
            assertThat(TRACE.matcher(app.output())
                            .results()
                            .map(trace -> bytes(trace.group(1)))
                            .filter(trace -> all().contains(trace))
                            .collect(Collectors.toSet()))
                    .isNotEmpty();
            haveTheDeliveryOfTheEventsOfARequest(app, chat);
            await().untilAsserted(() -> assertThat(String.join("\n", metrics))
                    .contains("callmissed.build.info", "callmissed.graph.time", "callmissed-conversations")
                    .contains("accepted"));
            continueInAnotherProcess(app, chat, environment.get("DATABASE_URL"), model);
            assertThat(exported().filter(span -> span.parent().isEmpty()))
                    .as("polls and claims are part of nothing")
                    .extracting(ExportedSpan::name)
                    .noneMatch(name -> name.startsWith("SELECT") || name.equals("DB Query"));

            assertThat(all())
                    .doesNotContain(
                            token.substring(0, 40), "16505550123", customer.substring(1), "Are you open", "Until six")
                    .doesNotContain("Part one", "Part two", "And on Sunday", "Dana here", bot.phoneNumberId())
                    .doesNotContain("external_id=", bot.appSecret(), "00-" + ours)
                    .doesNotContain("hidden-", "Apache-HttpClient", "127.0.0.1")
                    .doesNotContain(bot.tenant().toString(), chat.conversation());
            assertThat(model.requests()).isNotEmpty().allSatisfy(request -> assertThat(request.headers())
                    .doesNotContainKeys("traceparent", "tracestate", "baggage"));
        } finally {
            collector.stop(0);
        }
    }

    /**
     * Request, statement, event, delivery. The tail may have read an event before this process knows its trace, so
     * there are several.
     */
    private void haveTheDeliveryOfTheEventsOfARequest(PackagedApp app, ConnectedBot chat) {
        String token = TestTokens.of(chat.bot().tenant(), "agent");
        String trace = newTrace();
        try (SocketClient socket =
                SocketClient.withToken(URI.create(app.baseUri()), token).ready()) {
            for (int i = 0; i < 3; i++) {
                given().header("Authorization", "Bearer " + token)
                        .contentType("application/json")
                        .header("traceparent", traceparent(trace))
                        .body(Map.of("role", "assistant", "content", "Dana here " + i))
                        .post("/api/v1/conversations/" + chat.conversation() + "/messages")
                        .then()
                        .statusCode(201);
            }
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(names(children(trace, "POST /api/v1/conversations/{id}/messages")))
                        .contains("deliver event", "send")
                        .anyMatch(name -> !name.equals("deliver event") && !name.equals("send"));
                assertThat(names(children(trace, "send"))).contains("request to Meta");
            });
            assertThat(all()).contains("callmissed.sockets");
            assertThat(socket.isOpen()).isTrue();
        }
        chat.autoreply(true);
    }

    /** Payload, journal, turn, model, send: the first process is killed while it works, and the second one goes on. */
    private void continueInAnotherProcess(PackagedApp app, ConnectedBot chat, String databaseUrl, ModelServer model) {
        WhatsAppBot bot = chat.bot();
        String journaled = newTrace();
        deliver(
                bot,
                journaled,
                bot.payload(text(Api.randomNumber(), "Part one"), text(Api.randomNumber(), "Part two")));
        Database database = Database.at(databaseUrl);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(names(children(journaled, WEBHOOK))).contains(PROCESS);
            assertThat(database.select(
                            "SELECT outcome FROM inbound_payload WHERE traceparent LIKE ?", stored(journaled)))
                    .containsExactly("processed");
        });
        ModelServer.Hold hold = model.hold("And on Sunday");
        String answered = newTrace();
        deliver(bot, answered, bot.textNow(chat.customer().substring(1), WhatsAppBot.wamid(), "And on Sunday?"));
        hold.awaitArrived();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(ofTrace(answered))
                .extracting(ExportedSpan::name)
                .contains(WEBHOOK)
                .doesNotContain("answer"));

        app.kill();
        hold.release();
        long attempts = count(journaled, PROCESS);
        // As if the process had ended before it has processed the payload, and as if its lease on the turn had ended.
        assertThat(database.execute(
                        "UPDATE inbound_payload SET outcome = 'pending', processed_at = NULL, parts_done = 0,"
                                + " lease_until = now() WHERE traceparent LIKE ?",
                        stored(journaled)))
                .isEqualTo(1);
        assertThat(database.execute(
                        "UPDATE autoreply_turn SET due_at = now() WHERE traceparent LIKE ?", stored(answered)))
                .isEqualTo(1);
        app.start();

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(count(journaled, PROCESS)).isGreaterThan(attempts);
            // A busy service leaves the payload to the journal.
            assertThat(names(children(answered, WEBHOOK, PROCESS))).contains("answer");
            assertThat(names(children(answered, "answer"))).contains("POST /chat/completions", "send");
            assertThat(names(children(answered, "send"))).contains("request to Meta");
        });
    }

    private long count(String trace, String name) {
        return ofTrace(trace).stream().filter(span -> span.name().equals(name)).count();
    }

    /** What rows have of a trace, for LIKE. */
    private static String stored(String trace) {
        return "00-" + trace + "-%-01";
    }

    private static String text(String customer, String text) {
        return WhatsAppBot.message(
                customer.substring(1), WhatsAppBot.wamid(), "text", "\"text\":{\"body\":\"" + text + "\"}");
    }

    private static void deliver(WhatsAppBot bot, String trace, String payload) {
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        given().header(WhatsAppSigner.HEADER, WhatsAppSigner.sign(body, bot.appSecret()))
                .header("traceparent", traceparent(trace))
                .contentType("application/json")
                .body(body)
                .post("/api/v1/webhooks/whatsapp")
                .then()
                .statusCode(200);
    }

    private static String newTrace() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static String traceparent(String trace) {
        return "00-" + trace + "-00f067aa0ba902b7-01";
    }

    private List<ExportedSpan> ofTrace(String trace) {
        return exported().filter(span -> span.trace().equals(trace)).toList();
    }

    private Stream<ExportedSpan> exported() {
        return received.stream()
                .flatMap(request -> ExportedSpan.in(request.getBytes(StandardCharsets.ISO_8859_1)).stream());
    }

    /** The spans whose parent has one of these names. */
    private List<ExportedSpan> children(String trace, String... names) {
        List<ExportedSpan> spans = ofTrace(trace);
        Set<String> parents = spans.stream()
                .filter(span -> List.of(names).contains(span.name()))
                .map(ExportedSpan::id)
                .collect(Collectors.toSet());
        return spans.stream().filter(span -> parents.contains(span.parent())).toList();
    }

    private static List<String> names(List<ExportedSpan> spans) {
        return spans.stream().map(ExportedSpan::name).toList();
    }

    private String all() {
        return String.join("\n", received) + String.join("\n", metrics);
    }

    private static String bytes(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    private HttpServer collector() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collect(server, "/v1/traces", received);
        collect(server, "/v1/metrics", metrics);
        server.start();
        return server;
    }

    private static void collect(HttpServer server, String path, Queue<String> bodies) {
        server.createContext(path, exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
    }

    private static Map<String, String> environment(HttpServer collector, ModelServer model, GraphServer graph) {
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.put(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://localhost:" + collector.getAddress().getPort());
        environment.put("OTEL_BSP_SCHEDULE_DELAY", "100");
        environment.put("OTEL_METRIC_EXPORT_INTERVAL", "500");
        environment.put("OTEL_TRACES_SAMPLER", "parentbased_traceidratio");
        environment.put("OTEL_TRACES_SAMPLER_ARG", "1.0");
        environment.put("CALLMISSED_ACCESS_LOG", "true");
        environment.put("CALLMISSED_AUTOREPLY_QUIET", "PT0.1S");
        environment.put("CALLMISSED_WHATSAPP_BASE_URL", graph.baseUrl());
        environment.put("CALLMISSED_AI_PROVIDER", "openai");
        environment.put("CALLMISSED_AI_BASE_URL", model.baseUrl());
        environment.put("CALLMISSED_AI_MODEL", "small");
        return environment;
    }
}
