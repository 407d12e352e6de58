package com.callmissed.draft.model;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Who proposes replies, and what a model provider may cost in time and tokens. {@link ModelSettings} checks it. */
@ConfigMapping(prefix = "callmissed.ai")
public interface ModelConfig {
    /** Who proposes replies; the history is also what {@link Provider#OPENAI} falls back to. */
    @WithDefault("history")
    Provider provider();

    /** Where {@code /chat/completions} is, such as {@code https://api.openai.com/v1}. */
    Optional<URI> baseUrl();

    /** Sent as a bearer token; servers of one's own may need none. */
    Optional<String> apiKey();

    Optional<String> model();

    /** From 0 to 2. Not sent when absent: some models accept nothing but their own default. */
    Optional<Double> temperature();

    /** For one reply with all its retries, from the question to the end of the answer. */
    @WithDefault("PT20S")
    Duration timeout();

    /** What a reply may cost. A message on WhatsApp has at most 4 096 characters. */
    @WithDefault("1024")
    int maxTokens();

    /** How the server calls that limit. */
    @WithDefault("max_tokens")
    TokenLimit tokenLimit();

    /** What the thread may cost as a part of the question; the bot's prompt comes on top. */
    @WithDefault("8000")
    int contextTokens();

    /** Questions of this process at once. */
    @WithDefault("32")
    int concurrency();

    /** Questions of one tenant at once. */
    @WithDefault("8")
    int tenantConcurrency();

    /** Questions of one tenant that may wait for their turn. */
    @WithDefault("64")
    int tenantQueue();

    /** After a lost connection, 408, 429 and 5xx, as far as the time allows. */
    @WithDefault("2")
    int retries();

    /** Before the first retry, doubled before each further one, with jitter; {@code Retry-After} asks for more. */
    @WithDefault("PT0.3S")
    Duration retryDelay();

    /** Leaves a provider alone that answers with nothing but failures. */
    Circuit circuit();

    interface Circuit {
        /** How many of the latest questions are looked at. */
        @WithDefault("20")
        int window();

        /** Opens at this share of failures. */
        @WithDefault("0.5")
        double failureRatio();

        /** How long nothing is asked then. */
        @WithDefault("PT10S")
        Duration delay();
    }

    enum Provider {
        /** Earlier answers of people. */
        HISTORY,
        /** Any server with OpenAI's {@code POST /chat/completions}. */
        OPENAI
    }

    enum TokenLimit {
        MAX_TOKENS,
        MAX_COMPLETION_TOKENS
    }
}
