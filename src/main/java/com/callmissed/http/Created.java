package com.callmissed.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** The answer to a request that made something. */
public final class Created {
    private Created() {}

    /**
     * @param path where {@code entity} is now. {@code Location} stays relative (RFC 9110, section 10.2.2): behind a proxy only
     *     the client knows scheme and host.
     */
    public static Response at(String path, Object entity) {
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, path)
                .entity(entity)
                .build();
    }
}
