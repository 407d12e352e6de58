package com.callmissed.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

import com.callmissed.testing.Database;
import com.callmissed.testing.WhatsAppBot;
import com.callmissed.testing.WhatsAppSigner;

/** Requests to Meta's webhook with one new message each, in existing threads of tenants that are drawn at random. */
final class Payloads implements Requests {
    /** The text of every message. */
    static final String TEXT =
            "Hello, I asked about my order of Monday and the large one, number 4711, for the shop in Pune";

    private static final String PATH = "/api/v1/webhooks/whatsapp";
    /** More than the number of requests in one stretch. */
    private static final int MOST = 80_000;

    private static final int NUMBERS = 7_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String databaseUrl;
    private final SmallTenants tenants;
    private final List<WhatsAppBot> bots = new ArrayList<>();
    private String stretch;
    private long seed;

    /** Gives a number to each tenant's bot. */
    Payloads(LoadedService loaded, SmallTenants tenants) {
        databaseUrl = loaded.service().databaseUrl();
        this.tenants = tenants;
        for (int i = 0; i < tenants.count(); i++) {
            bots.add(connect(loaded.client(), SmallTenants.FIRST + i));
        }
    }

    @Override
    public String name() {
        return "inbound";
    }

    @Override
    public Optional<String> written() {
        return Optional.of("message");
    }

    @Override
    public void begin() {
        stretch = "bench-" + UUID.randomUUID();
        seed = ThreadLocalRandom.current().nextLong();
    }

    @Override
    public String lua(Client client) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < MOST; i++) {
            String body = body(i);
            lines.append(signature(i, body)).append(body).append('\n');
        }
        Path file = Tool.write("payloads.txt", lines.toString());
        return """
                local lines = io.lines('%s')
                function request()
                  local line = lines() or error('more payloads are needed')
                  local headers = {
                    ['Content-Type'] = 'application/json',
                    ['X-Request-Id'] = '%s',
                    ['%s'] = line:sub(1, 71)
                  }
                  return wrk.format('POST', '%s', headers, line:sub(72))
                end
                function right(status, body) return status == 200 and #body == 0 end
                """.formatted(file, stretch, WhatsAppSigner.HEADER, PATH);
    }

    @Override
    public Future<Buffer> send(Client client, int number) {
        String body = body(number);
        Map<String, String> headers = Map.of(
                "Content-Type",
                "application/json",
                "X-Request-Id",
                stretch,
                WhatsAppSigner.HEADER,
                signature(number, body));
        return client.send(HttpMethod.POST, PATH, headers, Buffer.buffer(body), 200);
    }

    /** The bots whose numbers the payloads name. */
    List<WhatsAppBot> bots() {
        return List.copyOf(bots);
    }

    /** The beginning of the provider's ids of all messages since {@link #begin}. */
    String stretch() {
        return stretch;
    }

    /**
     * Checks that each acknowledged payload is in the journal, and that each one in the journal is one message. A
     * payload whose commit was in doubt may be there twice.
     */
    @Override
    public void check(long answered) {
        // Requests that the load has given up may still be under way.
        Waiting.until(
                "every payload is worked off",
                PATIENCE,
                () -> journalled("pending") == 0 && journalled("processed") == messages());
        long kept = journalled("processed");
        long stored = messages();
        WrongResult.unless(
                kept >= answered && kept <= answered + Load.CONNECTIONS && stored == kept,
                "%d payloads were acknowledged, %d stored, and %d messages stored",
                answered,
                kept,
                stored);
    }

    private long journalled(String outcome) {
        return count(
                "SELECT count(DISTINCT body) FROM inbound_payload WHERE request_id = ? AND outcome = ?",
                stretch,
                outcome);
    }

    private long messages() {
        return count(
                "SELECT count(*) FROM message WHERE tenant_id BETWEEN ? AND ? AND provider_message_id LIKE ?",
                bots.get(0).tenant(),
                bots.get(bots.size() - 1).tenant(),
                stretch + "%");
    }

    private long count(String sql, Object... parameters) {
        return Long.parseLong(Database.at(databaseUrl).select(sql, parameters).get(0));
    }

    /**
     * Draws tenant and thread at random in the same way as {@link SmallTenants#drawOnWhatsApp}, so that requests wait
     * for each other as often as the transactions of the limit.
     */
    String body(int number) {
        SplittableRandom random = random(number);
        int tenant = random.nextInt(bots.size());
        int conversation = tenants.onWhatsApp(tenant, random.nextInt(tenants.each() - 1));
        return bots.get(tenant).text("9198%08d".formatted(conversation), stretch + "-" + number, TEXT);
    }

    private String signature(int number, String body) {
        return WhatsAppSigner.sign(
                body.getBytes(StandardCharsets.UTF_8),
                bots.get(random(number).nextInt(bots.size())).appSecret());
    }

    /** Returns the same sequence for the same number of a stretch. The first value is the tenant. */
    private SplittableRandom random(int number) {
        return new SplittableRandom(seed + number);
    }

    private WhatsAppBot connect(Client client, int tenant) {
        UUID bot = Dataset.id(Dataset.BOT, tenant * 2);
        String number = Integer.toString(NUMBERS + tenant);
        WhatsAppBot connected =
                new WhatsAppBot(tenants.dataset().tenant(tenant), bot, number, "secret-" + bot, "verify-" + bot);
        JsonObject channel = new JsonObject()
                .put("phone_number_id", number)
                .put("access_token", "token-" + bot)
                .put("app_secret", connected.appSecret())
                .put("verify_token", connected.verifyToken());
        String path = "/api/v1/bots/" + bot + "/channel";
        Client.insist(path, () -> client.put(tenants.dataset().token(tenant), path, channel), PATIENCE);
        return connected;
    }
}
