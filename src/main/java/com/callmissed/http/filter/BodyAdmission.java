package com.callmissed.http.filter;

import java.util.UUID;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/** Decides from the head of a request whether its body is read. A bean decides for one group of paths. */
public interface BodyAdmission {
    /** The largest body of the API, in bytes (contract section 2). */
    int API_LIMIT = 1024 * 1024;

    /** The largest body of a webhook, in bytes (contract section 2). */
    int WEBHOOK_LIMIT = 4 * API_LIMIT;

    /** The path of the group, and the start of all paths below it. The longest one that fits decides. */
    String path();

    /** The largest body in bytes. */
    int limit();

    /** The only media type of bodies, in lower case and without parameters; null when the operation decides. */
    default String mediaType() {
        return null;
    }

    /**
     * Fails with the error that the request would get in any case. Runs, and completes, on the context of the request.
     */
    Uni<Sender> admit(RoutingContext context);

    /**
     * What is known about the sender of a body.
     *
     * @param tenantId the tenant of a verified credential; null when only the body can show who has sent it
     */
    record Sender(UUID tenantId) {
        public static final Sender UNKNOWN = new Sender(null);

        boolean isKnown() {
            return tenantId != null;
        }
    }
}
