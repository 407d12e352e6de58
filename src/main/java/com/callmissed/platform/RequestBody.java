package com.callmissed.platform;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;

/**
 * Sets the body that {@code RoutingContext.body()} returns.
 *
 * <p>Reason: {@code BodyHandler}, the only published way to fill it, has one limit for all paths and answers beyond it before
 * the client has finished sending. A public {@code RoutingContext.setBody} would replace this.
 */
public final class RequestBody {
    private RequestBody() {}

    /** To be called once a request, before the REST layer looks at it. */
    public static void set(RoutingContext context, Buffer body) {
        ((RoutingContextInternal) context).setBody(body);
    }
}
