package com.callmissed.twilio;

import io.vertx.core.AsyncResult;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;

import com.callmissed.outbound.Outbox;
import com.callmissed.outbound.OutgoingMessage;
import com.callmissed.outbound.SendResult;

/**
 * The connection of a request of Twilio. A message in the response becomes sent when the response has been written, and
 * not earlier, so that a takeover can wait for it.
 */
final class CallConnection {
    private static final Logger LOG = Logger.getLogger(CallConnection.class);
    private static final SendResult NOT_WRITTEN = new SendResult.Refused(
            "line_closed", "Not said: Twilio had hung up before the bot's answer was written", null);

    private final HttpServerResponse response;
    private final Outbox outbox;
    private OutgoingMessage spoken;
    private boolean ended;

    private CallConnection(HttpServerResponse response, Outbox outbox) {
        this.response = response;
        this.outbox = outbox;
    }

    static CallConnection of(RoutingContext context, Outbox outbox) {
        CallConnection connection = new CallConnection(context.response(), outbox);
        context.addEndHandler(connection::ended);
        return connection;
    }

    /** Whether the connection is closed or the response has ended. */
    synchronized boolean isGone() {
        return ended || response.closed();
    }

    /** Settles {@code message} when the response that contains it has been written; null for none. */
    synchronized void carries(OutgoingMessage message) {
        if (message == null) {
            return;
        }
        if (isGone()) {
            settle(message, NOT_WRITTEN);
        } else {
            spoken = message;
        }
    }

    private synchronized void ended(AsyncResult<Void> result) {
        ended = true;
        if (spoken != null) {
            settle(spoken, outcome(result.succeeded(), response.headWritten(), response.getStatusCode()));
            spoken = null;
        }
    }

    /**
     * Returns the outcome of a message in a response.
     *
     * @param ended false if the connection was closed before the end of the response
     * @param begun whether any part of the response was written
     */
    static SendResult outcome(boolean ended, boolean begun, int status) {
        if (!ended && begun) {
            return new SendResult.Unknown("The response to Twilio broke off");
        }
        return ended && status == 200 ? new SendResult.Accepted(null) : NOT_WRITTEN;
    }

    private void settle(OutgoingMessage message, SendResult outcome) {
        outbox.settle(message, outcome)
                .subscribe()
                .with(
                        done -> {},
                        failure -> LOG.warnf(
                                "Could not store the outcome of %s: %s",
                                message, failure.getClass().getSimpleName()));
    }
}
