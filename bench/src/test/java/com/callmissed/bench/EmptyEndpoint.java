package com.callmissed.bench;

import java.time.Duration;

import io.vertx.core.http.HttpMethod;

/** The endpoints that do nothing, which only {@code bench/run} builds. */
final class EmptyEndpoint {
    private static final String OPEN = "/bench/empty";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private EmptyEndpoint() {}

    static boolean isThere(LoadedService loaded) {
        return Client.await(OPEN, loaded.client().status(HttpMethod.GET, OPEN), PATIENCE) == 200;
    }

    /** Requests without a credential. */
    static Reads open() {
        return reads("empty endpoint", null, OPEN);
    }

    /** Requests of a caller who may read conversations. */
    static Reads checked(String name, String credential) {
        return reads(name, credential, "/bench/checked");
    }

    private static Reads reads(String name, String credential, String path) {
        return new Reads(
                name,
                credential,
                path,
                null,
                (number, body) -> WrongResult.unless(body.equals("{\"empty\":true}"), "%s: %s", path, body));
    }
}
