package com.callmissed.idempotency;

import java.util.Map;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A response as it is stored and sent, byte for byte.
 *
 * @param location null when the response has no {@code Location}
 * @param body JSON; empty when the response has no body
 */
@RegisterForReflection
record StoredResponse(int status, String location, byte[] body) {
    private static final String REPLAY = "Idempotent-Replay";

    Response toResponse() {
        return response().build();
    }

    Response toReplay() {
        return response().header(REPLAY, "true").build();
    }

    private Response.ResponseBuilder response() {
        Response.ResponseBuilder response = Response.status(status);
        if (body.length > 0) {
            response.entity(body).type(MediaType.APPLICATION_JSON_TYPE);
        }
        return location == null ? response : response.header(HttpHeaders.LOCATION, location);
    }

    /** Omits the body, which may contain a secret. */
    @Override
    public String toString() {
        return "StoredResponse" + Map.of("status", status);
    }
}
