package com.callmissed.packaged.feed;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Opens conversations, writes into them and changes their status, on either process. Repeats each request until it is
 * acknowledged, except for some that it drops after a failed attempt.
 */
final class FeedWriter implements Runnable {
    private static final List<String> STATUSES = List.of("active", "completed", "escalated", "failed");
    private static final int LONGEST = 60_000;
    private static final String CONVERSATIONS = "/api/v1/conversations";

    private final FeedHttp http;
    private final FeedTenant tenant;
    private final Pace pace;
    private final FeedTally tally;
    private final Random random;
    private final Ledger ledger;

    FeedWriter(FeedHttp http, FeedTenant tenant, Pace pace, FeedTally tally, Random random) {
        this.http = http;
        this.tenant = tenant;
        this.pace = pace;
        this.tally = tally;
        this.random = random;
        this.ledger = new Ledger(tenant.id());
    }

    Ledger ledger() {
        return ledger;
    }

    @Override
    public void run() {
        while (pace.next()) {
            int choice = random.nextInt(100);
            if (tenant.conversations().isEmpty() || choice < 3) {
                open();
            } else if (choice < 15) {
                changeStatus();
            } else {
                say(anyConversation(), choice < 30 ? "assistant" : "user");
            }
        }
    }

    private void open() {
        String token = newToken();
        Map<String, ?> body = Map.of(
                "bot_id",
                tenant.bot(),
                "channel",
                "whatsapp",
                "external_id",
                "+1" + (2_000_000_000L + random.nextInt(1_000_000_000)),
                "metadata",
                Map.of("token", token));
        JsonNode conversation = tell(token, CONVERSATIONS, body);
        if (conversation != null) {
            String id = conversation.path("id").asText();
            if (say(id, "user")) { // replies need a customer who has written
                tenant.conversations().add(id);
            }
        }
    }

    /** Returns true when it was acknowledged. */
    private boolean say(String conversation, String role) {
        String token = newToken();
        int padding = tenant.isWordy() || random.nextInt(20) == 0 ? random.nextInt(LONGEST) : 0;
        JsonNode message = tell(
                token,
                CONVERSATIONS + "/" + conversation + "/messages",
                Map.of("role", role, "content", Token.padded(token, padding)));
        return message != null;
    }

    /** May change nothing, and then there is no event. */
    private void changeStatus() {
        String status = STATUSES.get(random.nextInt(STATUSES.size()));
        send("PUT", CONVERSATIONS + "/" + anyConversation() + "/status", Map.of("status", status));
    }

    private JsonNode tell(String token, String path, Map<String, ?> body) {
        ledger.sends(token);
        JsonNode answer = send("POST", path, body);
        if (answer == null) {
            tally.count("tokens given up");
        } else {
            ledger.acknowledged(token);
            tally.count("tokens acknowledged");
        }
        return answer;
    }

    /** Returns null when the request was dropped. It may have had its effect. */
    private JsonNode send(String method, String path, Map<String, ?> body) {
        String key = UUID.randomUUID().toString();
        AtomicReference<HttpResponse<String>> answer = new AtomicReference<>();
        Retry.until(method + " " + path, () -> {
            answer.set(http.send(random.nextInt(FeedService.REPLICAS), credential(), method, path, key, body));
            if (answer.get() != null) {
                pace.wasAcknowledged();
                return true;
            }
            pace.hasFailed();
            return random.nextInt(20) == 0;
        });
        return answer.get() == null ? null : FeedHttp.json(answer.get().body());
    }

    private String credential() {
        return random.nextBoolean() ? tenant.token() : tenant.key();
    }

    private String anyConversation() {
        List<String> conversations = tenant.conversations();
        return conversations.get(random.nextInt(conversations.size()));
    }

    private static String newToken() {
        return UUID.randomUUID().toString();
    }
}
