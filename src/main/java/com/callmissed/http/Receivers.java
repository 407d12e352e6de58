package com.callmissed.http;

import java.time.Duration;

import io.vertx.ext.web.RoutingContext;

import com.callmissed.persistence.LargeReads.Receiver;
import com.callmissed.platform.NetworkConnection;

/** Receivers of large results over HTTP. */
public final class Receivers {
    /** How much longer a request may take when it has to wait for the large results of others. */
    private static final Duration WAIT = Duration.ofSeconds(60);

    private Receivers() {}

    /** A receiver that has taken everything when the network has taken the response or the connection has ended. */
    public static Receiver of(RoutingContext context) {
        return new Receiver(
                receiver -> {
                    NetworkConnection connection = NetworkConnection.of(context.request());
                    Runnable forget = connection.whenClosed(receiver::end);
                    context.addEndHandler(end -> connection.whenWritten(() -> {
                        receiver.end();
                        forget.run();
                    }));
                },
                () -> RequestDeadline.extend(WAIT));
    }
}
