package com.callmissed.whatsapp;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import com.callmissed.config.SafeAddress;

/** How messages reach Meta. */
@ConfigMapping(prefix = "callmissed.whatsapp")
public interface WhatsAppConfig {
    /** The Graph API. */
    @WithDefault("https://graph.facebook.com")
    URI baseUrl();

    /** Of the Graph API. Meta serves each for at least two years. */
    @WithDefault("v23.0")
    String version();

    /** For one request from its beginning, waiting for a connection included, to the end of the answer. */
    @WithDefault("PT10S")
    Duration timeout();

    /** For opening one connection. */
    @WithDefault("PT3S")
    Duration connectTimeout();

    /** The most connections of one process, and so the most requests at once. */
    @WithDefault("64")
    int connections();

    /**
     * What keeps the service from starting, one line for each setting, named as operators set it; empty when all is well.
     * Reads configuration only.
     */
    default List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!SafeAddress.is(baseUrl())) {
            problems.add("CALLMISSED_WHATSAPP_BASE_URL must be an https address; http only on this machine");
        }
        if (!Pattern.matches("v\\d{1,3}\\.\\d{1,2}", version())) {
            problems.add("CALLMISSED_WHATSAPP_VERSION must look like v23.0");
        }
        if (timeout().toMillis() < 1) {
            problems.add("CALLMISSED_WHATSAPP_TIMEOUT must be longer than nothing");
        }
        if (connectTimeout().toMillis() < 1 || connectTimeout().toMillis() > Integer.MAX_VALUE) {
            problems.add("CALLMISSED_WHATSAPP_CONNECT_TIMEOUT must be longer than nothing");
        }
        if (connections() < 1) {
            problems.add("CALLMISSED_WHATSAPP_CONNECTIONS must be at least 1");
        }
        return problems;
    }
}
