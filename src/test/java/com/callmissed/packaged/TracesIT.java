package com.callmissed.packaged;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpServer;
import io.restassured.RestAssured;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Api;
import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.GraphServer;
import com.callmissed.testing.ModelServer;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.SocketClient;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Everything that the packaged service exports to a collector of traces (OTLP, http/protobuf). */
class TracesIT {
    private static final Pattern TRACE = Pattern.compile("\"traceId\":\"([0-9a-f]{32})\"");

    /** Each byte is one character, so that texts and ids can be searched. */
    private final Queue<String> received = new ConcurrentLinkedQueue<>();

    @AfterEach
    void restore() {
        RestAssured.baseURI = RestAssured.DEFAULT_URI;
    }

    @Test
    void haveEachStepAndNothingOfACustomer() throws IOException {
        HttpServer collector = collector();
        try (ModelServer model = ModelServer.start().replies(request -> ModelServer.Reply.text("Until six o'clock"));
                GraphServer graph = GraphServer.start();
                PackagedApp app = PackagedApp.start(environment(collector, model, graph))) {
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
            String ours = UUID.randomUUID().toString().replace("-", "");
            given().header("Authorization", "Bearer " + TestTokens.of(bot.tenant(), "owner"))
                    .contentType("application/json")
                    .header("traceparent", "00-" + ours + "-00f067aa0ba902b7-01")
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
            assertThat(all())
                    .doesNotContain(
                            token.substring(0, 40), "16505550123", customer.substring(1), "Are you open", "Until six")
                    .doesNotContain("external_id=", bot.appSecret(), bot.phoneNumberId())
                    .doesNotContain("hidden-", "Apache-HttpClient", "127.0.0.1")
                    .doesNotContain(bot.tenant().toString(), chat.conversation());
            assertThat(model.requests()).isNotEmpty().allSatisfy(request -> assertThat(request.headers())
                    .doesNotContainKeys("traceparent", "tracestate", "baggage"));
        } finally {
            collector.stop(0);
        }
    }

    private String all() {
        return String.join("\n", received);
    }

    private static String bytes(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    private HttpServer collector() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static Map<String, String> environment(HttpServer collector, ModelServer model, GraphServer graph) {
        Map<String, String> environment = new HashMap<>(PackagedApp.production());
        environment.put(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://localhost:" + collector.getAddress().getPort());
        environment.put("OTEL_BSP_SCHEDULE_DELAY", "100");
        environment.put("CALLMISSED_ACCESS_LOG", "true");
        environment.put("CALLMISSED_AUTOREPLY_QUIET", "PT0.1S");
        environment.put("CALLMISSED_WHATSAPP_BASE_URL", graph.baseUrl());
        environment.put("CALLMISSED_AI_PROVIDER", "openai");
        environment.put("CALLMISSED_AI_BASE_URL", model.baseUrl());
        environment.put("CALLMISSED_AI_MODEL", "small");
        return environment;
    }
}
