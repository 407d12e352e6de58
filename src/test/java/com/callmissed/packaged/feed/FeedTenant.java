package com.callmissed.packaged.feed;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.callmissed.testing.Api;
import com.callmissed.testing.TestTokens;

/** A tenant with a bot that sends no messages, and conversations that its writers share. */
final class FeedTenant {
    private final String id;
    private final String token;
    private final String key;
    private final String bot;
    private final List<String> conversations = new CopyOnWriteArrayList<>();
    private volatile boolean wordy;

    private FeedTenant(Api api) {
        id = api.tenant().toString();
        token = TestTokens.sign(TestTokens.claims(api.tenant(), "owner").expiresIn(Duration.ofHours(12)));
        bot = api.createSandboxBot("Desk", "");
        key = api.as()
                .body(Map.of("name", "Feed", "scopes", List.of("conversations:read", "conversations:write")))
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .extract()
                .path("key");
    }

    /** Created through the process that REST Assured uses. */
    static FeedTenant create() {
        return new FeedTenant(Api.ofFreshTenant());
    }

    String id() {
        return id;
    }

    /** A dashboard token of the owner. */
    String token() {
        return token;
    }

    /** An API key that reads and writes conversations. */
    String key() {
        return key;
    }

    String bot() {
        return bot;
    }

    /** The ids of the conversations. Writers add those that they have opened. */
    List<String> conversations() {
        return conversations;
    }

    /** True when its messages are long, which fills the buffers of a peer that does not read. */
    boolean isWordy() {
        return wordy;
    }

    void becomesWordy(boolean becomes) {
        wordy = becomes;
    }
}
