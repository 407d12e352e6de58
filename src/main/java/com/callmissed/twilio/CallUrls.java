package com.callmissed.twilio;

import java.net.URI;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.callmissed.config.CallMissedConfig;

/** The addresses of the webhooks as Twilio knows them: below the configured public URL, never taken from a request. */
@ApplicationScoped
class CallUrls {
    static final String WEBHOOKS = "/api/v1/webhooks/twilio";

    private static final String GATHER = "/gather";

    private final String base;
    private final String baseOtherwise;

    @Inject
    CallUrls(CallMissedConfig config) {
        this(config.publicUrl());
    }

    CallUrls(URI publicUrl) {
        String host = publicUrl.getRawUserInfo() == null
                ? publicUrl.getHost()
                : publicUrl.getRawUserInfo() + "@" + publicUrl.getHost();
        String path = (publicUrl.getRawPath() == null ? "" : publicUrl.getRawPath()).replaceFirst("/+$", "");
        String standardPort = publicUrl.getScheme().equals("https") ? ":443" : ":80";
        String origin = publicUrl.getScheme() + "://" + host;
        boolean hasPort = publicUrl.getPort() >= 0;
        base = origin + (hasPort ? ":" + publicUrl.getPort() : "") + path;
        baseOtherwise = origin + (hasPort ? "" : standardPort) + path;
    }

    /**
     * Returns the addresses that Twilio may have signed for a request to a webhook. Twilio omits the port in some
     * addresses and includes the standard port in others, so its own libraries try both.
     *
     * @param webhook such as {@code /voice}
     * @param rawQuery as received, still encoded; null for none
     */
    List<String> signed(String webhook, String rawQuery) {
        String rest = WEBHOOKS + webhook + (rawQuery == null ? "" : "?" + rawQuery);
        return List.of(base + rest, baseOtherwise + rest);
    }

    /** The address of the next request of the call. */
    String gather(CallPosition position) {
        return base + WEBHOOKS + GATHER + "?" + position.query();
    }
}
