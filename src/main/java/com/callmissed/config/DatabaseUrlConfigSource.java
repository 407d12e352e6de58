package com.callmissed.config;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Derives the settings of both database clients from {@code DATABASE_URL}, the only setting that operators need. */
public final class DatabaseUrlConfigSource implements ConfigSourceFactory {
    public static final String DATABASE_URL = "DATABASE_URL";

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        ConfigValue url = context.getValue(DATABASE_URL);
        // The start-up checks report an invalid value, together with all other problems.
        return url == null || url.getValue() == null || !isValid(url.getValue())
                ? List.of()
                : List.of(new PropertiesConfigSource(derive(url.getValue()), DATABASE_URL, 275));
    }

    /** Returns true when {@link #DATABASE_URL} may have this value. */
    public static boolean isValid(String url) {
        try {
            derive(url);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * True when the database runs on this machine.
     *
     * @param url one for which {@link #isValid} is true
     */
    public static boolean isLocal(String url) {
        return SafeAddress.isLoopback(URI.create(url).getHost());
    }

    /**
     * Derives the settings.
     *
     * @param url {@code postgresql://user:password@host:port/database}, user and password percent-encoded. The scheme
     *     {@code postgres} and a missing port (5432) are accepted.
     * @throws IllegalArgumentException when the text has another form; the message may contain the password
     */
    static Map<String, String> derive(String url) {
        URI uri = URI.create(url);
        String userInfo = uri.getRawUserInfo();
        if (!Set.of("postgresql", "postgres").contains(String.valueOf(uri.getScheme()))
                || uri.getHost() == null
                || userInfo == null
                || !userInfo.contains(":")
                || uri.getPath().length() < 2) {
            throw new IllegalArgumentException(url);
        }
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String address = uri.getHost() + ":" + (uri.getPort() < 0 ? 5432 : uri.getPort()) + uri.getPath() + query;
        int colon = userInfo.indexOf(':');
        return Map.of(
                "quarkus.datasource.reactive.url",
                "postgresql://" + address,
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://" + address,
                "quarkus.datasource.username",
                decode(userInfo.substring(0, colon)),
                "quarkus.datasource.password",
                decode(userInfo.substring(colon + 1)));
    }

    private static String decode(String encoded) {
        return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
