package com.callmissed.draft.model;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.callmissed.config.SafeAddress;
import com.callmissed.draft.model.ModelConfig.Provider;

/** Checks the settings of the model provider. */
public final class ModelSettings {
    private final ModelConfig config;

    public ModelSettings(ModelConfig config) {
        this.config = config;
    }

    /**
     * Returns the errors that prevent a start, one line for each setting, with its environment variable and without its
     * value; empty if there are none.
     */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (config.provider() == Provider.OPENAI) {
            refuse(
                    problems,
                    config.baseUrl().isEmpty(),
                    "BASE_URL is missing: an OpenAI-compatible server, such as https://api.openai.com/v1");
            refuse(problems, config.model().isEmpty(), "MODEL is missing: the model that the server is to use");
        }
        refuse(
                problems,
                config.baseUrl().filter(url -> !isBase(url)).isPresent(),
                "BASE_URL is malformed: http or https, a host and a path without query or credentials are expected");
        refuse(
                problems,
                config.apiKey().isPresent()
                        && config.baseUrl()
                                .filter(url -> isBase(url) && !SafeAddress.is(url))
                                .isPresent(),
                "BASE_URL must be an https address to take CALLMISSED_AI_API_KEY there; http only on this machine");
        refuse(
                problems,
                config.apiKey().filter(key -> !isHeaderValue(key)).isPresent(),
                "API_KEY is malformed: printable ASCII without spaces is expected");
        refuse(
                problems,
                config.temperature().filter(t -> !(t >= 0 && t <= 2)).isPresent(),
                "TEMPERATURE is out of range: 0 to 2");
        duration(problems, "TIMEOUT", config.timeout());
        duration(problems, "RETRY_DELAY", config.retryDelay());
        duration(problems, "CIRCUIT_DELAY", config.circuit().delay());
        range(problems, "MAX_TOKENS", config.maxTokens(), 1, 1_000_000);
        range(problems, "CONTEXT_TOKENS", config.contextTokens(), 100, 10_000_000);
        range(problems, "CONCURRENCY", config.concurrency(), 1, 10_000);
        range(problems, "TENANT_CONCURRENCY", config.tenantConcurrency(), 1, 10_000);
        range(problems, "TENANT_QUEUE", config.tenantQueue(), 0, 100_000);
        range(problems, "RETRIES", config.retries(), 0, 10);
        range(problems, "CIRCUIT_WINDOW", config.circuit().window(), 1, 10_000);
        double ratio = config.circuit().failureRatio();
        refuse(problems, !(ratio > 0 && ratio <= 1), "CIRCUIT_FAILURE_RATIO is out of range: above 0, up to 1");
        return problems;
    }

    private static void duration(List<String> problems, String name, Duration value) {
        boolean good = value.compareTo(Duration.ofMillis(1)) >= 0 && value.compareTo(Duration.ofMinutes(10)) <= 0;
        refuse(problems, !good, name + " is out of range: 1 ms to 10 minutes");
    }

    private static void range(List<String> problems, String name, int value, int least, int most) {
        refuse(problems, value < least || value > most, name + " is out of range: " + least + " to " + most);
    }

    private static void refuse(List<String> problems, boolean isWrong, String problem) {
        if (isWrong) {
            problems.add("CALLMISSED_AI_" + problem);
        }
    }

    private static boolean isBase(URI url) {
        return ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
    }

    private static boolean isHeaderValue(String key) {
        return key.chars().allMatch(c -> c > ' ' && c < 127);
    }
}
