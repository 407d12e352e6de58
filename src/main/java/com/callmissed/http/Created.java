package com.callmissed.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** Builds the response to a request that created something. */
public final class Created {
    private Created() {}

    /**
     * Returns 201 with {@code entity} as the body.
     *
     * @param path the path of {@code entity}. {@code Location} stays relative (RFC 9110, section 10.2.2), because
     *     behind a proxy only the client knows scheme and host.
     */
    public static Response at(String path, Object entity) {
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, path)
                .entity(entity)
                .build();
    }
}
