package com.callmissed.realtime.socket;

import java.net.URI;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.vertx.core.net.HostAndPort;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.config.WebAddress;
import com.callmissed.realtime.SocketConfig;

/**
 * Decides which web pages may open a socket. Browsers let any page open a socket anywhere and only report the page's
 * origin (RFC 6455 section 10.2), so the service has to check it. A request without {@code Origin} does not come from a
 * page.
 */
@Singleton
class AllowedOrigins {
    private final Optional<List<String>> configured;
    private final List<String> ofTheApi;
    private final String ownOrigin;

    @Inject
    AllowedOrigins(SocketConfig config, CallMissedConfig common) {
        this(config.origins(), common.corsOrigins().orElse(List.of()), common.publicUrl());
    }

    /** @param ofTheApi origins that may call the API; they may open a socket, too (contract section 7) */
    AllowedOrigins(Optional<List<String>> configured, List<String> ofTheApi, URI publicUrl) {
        this.configured = configured.map(AllowedOrigins::normalise);
        this.ofTheApi = normalise(ofTheApi);
        this.ownOrigin = WebAddress.normalOrigin(publicUrl.getScheme() + "://" + publicUrl.getRawAuthority());
    }

    /**
     * Checks the origin of a handshake.
     *
     * @param origin the value of the {@code Origin} header, or null
     * @param authority the host and port of the request, or null. Its scheme is unknown, because a proxy may have ended
     *     TLS.
     */
    boolean allows(String origin, HostAndPort authority) {
        if (origin == null) {
            return true;
        }
        String asked = WebAddress.normalOrigin(origin);
        return ofTheApi.contains(asked)
                || configured
                        .map(allowed -> allowed.contains(asked))
                        .orElseGet(() -> asked.equals(ownOrigin) || isSameHost(asked, authority));
    }

    private static boolean isSameHost(String origin, HostAndPort authority) {
        if (authority == null) {
            return false;
        }
        String host = authority.toString();
        return origin.equals(WebAddress.normalOrigin("http://" + host))
                || origin.equals(WebAddress.normalOrigin("https://" + host));
    }

    private static List<String> normalise(List<String> origins) {
        return origins.stream().map(WebAddress::normalOrigin).toList();
    }
}
