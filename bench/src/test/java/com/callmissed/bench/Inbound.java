package com.callmissed.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

import com.callmissed.testing.Database;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;
import com.callmissed.testing.WhatsAppSigner;

/**
 * Sends messages of customers of many tenants to one service through Meta's webhook. Each connection sends its next
 * request when the previous one has its response.
 */
final class Inbound implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final double NANOS = 1e9;

    private final String name;
    private final DatabaseServer database;
    private final Service service;
    private final Loops loops;
    private final InboundLog.Size size;
    private final Client client;
    private final List<WhatsAppBot> bots = new ArrayList<>();
    private final AtomicInteger written = new AtomicInteger();

    Inbound(String name, DatabaseServer database, Service service, Loops loops, InboundLog.Size size) {
        this.name = name;
        this.database = database;
        this.service = service;
        this.loops = loops;
        this.size = size;
        client = new Client(loops.vertx(), service.port());
        for (int i = 0; i < size.tenants(); i++) {
            bots.add(bot(Integer.toString(1_000_000 + i)));
        }
        for (int i = 0; i < size.tenants() * size.threads(); i++) {
            Client.await("first messages", write(), PATIENCE);
        }
    }

    /**
     * Returns messages per second, response times and processor time for all messages that were acknowledged and
     * stored.
     */
    List<Measure> load(Duration duration) {
        Samples samples = new Samples(10_000_000);
        int before = written.get();
        Usage serviceUsage = Usage.of(service.pid());
        Usage databaseUsage = Usage.of(database.pid());
        long start = System.nanoTime();
        List<Future<Void>> connections = Stream.generate(() -> keepWriting(start + duration.toNanos(), samples))
                .limit(size.connections())
                .toList();
        Client.await("messages over all connections", Future.all(connections), duration.plus(PATIENCE));
        double seconds = (System.nanoTime() - start) / NANOS;
        int messages = written.get() - before;
        double thousands = messages / 1_000.0;
        List<Measure> figures = List.of(
                Measure.of("messages per second " + name, messages / seconds, "1/s"),
                Measure.of("CPU of the service per 1000, " + name, serviceUsage.seconds() / thousands, "s"),
                Measure.of("CPU of the database per 1000, " + name, databaseUsage.seconds() / thousands, "s"));
        checkThatAllAreStored();
        return Stream.of(figures, samples.measures("response " + name))
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public void close() {
        client.close();
        service.close();
    }

    private Future<Void> keepWriting(long until, Samples samples) {
        long sentAt = System.nanoTime();
        return write().compose(answer -> {
            samples.add((System.nanoTime() - sentAt) / 1_000);
            return System.nanoTime() < until ? keepWriting(until, samples) : Future.succeededFuture();
        });
    }

    /** Sends a new message in the next thread of the next tenant. */
    private Future<Buffer> write() {
        int number = written.getAndIncrement();
        WhatsAppBot bot = bots.get(number % bots.size());
        String customer = "9198%08d".formatted(number / bots.size() % size.threads());
        byte[] body = bot.text(customer, WhatsAppBot.wamid(), EventText.content(number))
                .getBytes(StandardCharsets.UTF_8);
        Map<String, String> headers = Map.of(
                "Content-Type", "application/json", WhatsAppSigner.HEADER, WhatsAppSigner.sign(body, bot.appSecret()));
        return client.send(HttpMethod.POST, "/api/v1/webhooks/whatsapp", headers, Buffer.buffer(body), 200);
    }

    /** A response says that a payload is durable, not that it was processed. */
    private void checkThatAllAreStored() {
        String expected = Integer.toString(written.get());
        Waiting.until("every message is stored", PATIENCE, () -> Database.at(service.databaseUrl())
                .select("SELECT count(*) FROM message")
                .equals(List.of(expected)));
    }

    private WhatsAppBot bot(String phoneNumberId) {
        UUID tenant = UUID.randomUUID();
        String token = TestTokens.of(tenant, "owner");
        JsonObject bot =
                new JsonObject().put("name", "Shop").put("type", "whatsapp").put("system_prompt", "");
        String id = Client.await("bot", client.post(token, "/api/v1/bots", bot, 201), PATIENCE)
                .getString("id");
        String secret = "secret-" + tenant;
        String verifyToken = "verify-" + tenant;
        JsonObject channel = new JsonObject()
                .put("phone_number_id", phoneNumberId)
                .put("access_token", "token-" + tenant)
                .put("app_secret", secret)
                .put("verify_token", verifyToken);
        Client.await("channel", client.put(token, "/api/v1/bots/" + id + "/channel", channel), PATIENCE);
        return new WhatsAppBot(tenant, UUID.fromString(id), phoneNumberId, secret, verifyToken);
    }
}
