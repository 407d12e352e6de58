package com.callmissed.http;

import io.vertx.ext.web.RoutingContext;

import com.callmissed.persistence.LargeReads.Receiver;
import com.callmissed.platform.NetworkConnection;

/** Receivers of large results over HTTP. */
public final class Receivers {
    private Receivers() {}

    /** A receiver that has taken everything when the network has taken the response or the connection has ended. */
    public static Receiver of(RoutingContext context) {
        return new Receiver(receiver -> {
            NetworkConnection connection = NetworkConnection.of(context.request());
            Runnable forget = connection.whenClosed(receiver::end);
            context.addEndHandler(end -> connection.whenWritten(() -> {
                receiver.end();
                forget.run();
            }));
        });
    }
}
