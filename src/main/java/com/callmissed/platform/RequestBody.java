package com.callmissed.platform;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;

/**
 * Sets the body that {@code RoutingContext.body()} returns.
 *
 * <p>Reason: {@code BodyHandler} is the only public way to set it. It has one limit for all paths, and it responds to
 * larger bodies before the client has finished sending. A public {@code RoutingContext.setBody} would replace this
 * class.
 */
public final class RequestBody {
    private RequestBody() {}

    /** Sets the body. Call it once for a request, before the REST layer reads the body. */
    public static void set(RoutingContext context, Buffer body) {
        ((RoutingContextInternal) context).setBody(body);
    }
}
