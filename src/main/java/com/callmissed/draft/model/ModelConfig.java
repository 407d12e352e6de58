package com.callmissed.draft.model;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The provider of drafts, with its limits of time and tokens. {@link ModelSettings} checks it. */
@ConfigMapping(prefix = "callmissed.ai")
public interface ModelConfig {
    /** The provider of drafts and automatic answers. Stored texts are also the fallback of {@link Provider#OPENAI}. */
    @WithDefault("history")
    Provider provider();

    /** The address in front of {@code /chat/completions}, such as {@code https://api.openai.com/v1}. */
    Optional<URI> baseUrl();

    /** The bearer token. A server on one's own network may need none. */
    Optional<String> apiKey();

    Optional<String> model();

    /** From 0 to 2. Not sent if absent, because some models accept only their default. */
    Optional<Double> temperature();

    /** The time for one reply, including all retries. */
    @WithDefault("PT20S")
    @DurationMin(millis = 1)
    @DurationMax(minutes = 10)
    Duration timeout();

    /** The largest number of tokens of a reply. A message on WhatsApp has at most 4 096 characters. */
    @WithDefault("1024")
    @Min(1)
    @Max(1_000_000)
    int maxTokens();

    /** The name of that limit in the request. */
    @WithDefault("max_tokens")
    TokenLimit tokenLimit();

    /** The largest number of tokens of the thread in a request. The bot's prompt is added to it. */
    @WithDefault("8000")
    @Min(100)
    @Max(10_000_000)
    int contextTokens();

    /** Concurrent requests of this process. */
    @WithDefault("32")
    @Min(1)
    @Max(10_000)
    int concurrency();

    /** Concurrent requests of one tenant. */
    @WithDefault("8")
    @Min(1)
    @Max(10_000)
    int tenantConcurrency();

    /** Requests of one tenant that may wait. */
    @WithDefault("64")
    @Min(0)
    @Max(100_000)
    int tenantQueue();

    /** Retries after a lost connection, 408, 429 and 5xx, within the time-out. */
    @WithDefault("2")
    @Min(0)
    @Max(10)
    int retries();

    /** The pause before the first retry. It doubles with each retry and has jitter; {@code Retry-After} extends it. */
    @WithDefault("PT0.3S")
    @DurationMin(millis = 1)
    @DurationMax(minutes = 10)
    Duration retryDelay();

    /** The circuit breaker, which stops requests to a provider that fails too often. */
    Circuit circuit();

    interface Circuit {
        /** The number of latest requests that count. */
        @WithDefault("20")
        @Min(1)
        @Max(10_000)
        int window();

        /** The share of failures at which it opens. */
        @WithDefault("0.5")
        @DecimalMin(value = "0", inclusive = false)
        @DecimalMax("1")
        double failureRatio();

        /** How long it stays open. */
        @WithDefault("PT10S")
        @DurationMin(millis = 1)
        @DurationMax(minutes = 10)
        Duration delay();
    }

    enum Provider {
        /** No model: saved answers, and for drafts also earlier answers of people. */
        HISTORY,
        /** Any server with OpenAI's {@code POST /chat/completions}. */
        OPENAI
    }

    enum TokenLimit {
        MAX_TOKENS,
        MAX_COMPLETION_TOKENS
    }
}
