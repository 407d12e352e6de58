package com.callmissed.whatsapp.graph;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import com.callmissed.config.SafeAddress;

/** The settings of the connection to Meta. */
@ConfigMapping(prefix = "callmissed.whatsapp")
public interface WhatsAppConfig {
    /** The address of the Graph API. */
    @WithDefault("https://graph.facebook.com")
    URI baseUrl();

    /** The version of the Graph API. Meta serves each version for at least two years. */
    @WithDefault("v23.0")
    @Pattern(regexp = "v\\d{1,3}\\.\\d{1,2}", message = "must look like v23.0")
    String version();

    /** Time limit of one request, from waiting for a connection to the end of the response. */
    @WithDefault("PT10S")
    @DurationMin(millis = 1)
    @DurationMax(minutes = 10)
    Duration timeout();

    /** Time limit for opening one connection. */
    @WithDefault("PT3S")
    @DurationMin(millis = 1)
    @DurationMax(minutes = 10)
    Duration connectTimeout();

    /** The maximum number of connections of one process, which is also its maximum number of parallel requests. */
    @WithDefault("64")
    @Min(1)
    @Max(10_000)
    int connections();

    /**
     * Returns the problems that prevent the start, one line for each setting with the name that operators use; empty if
     * there are none. Reads configuration only.
     */
    default List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!SafeAddress.is(baseUrl())) {
            problems.add("CALLMISSED_WHATSAPP_BASE_URL must be an https address; http only on this machine");
        }
        return problems;
    }
}
