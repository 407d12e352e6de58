package com.callmissed.outbound;

import java.time.Duration;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

import com.callmissed.thread.Channel;

/**
 * The port of a channel on which the service sends messages. There is one bean for each such channel. The adapter knows
 * the provider; it knows nothing of claims, retries, parts of long texts, takeovers and breakers.
 */
public interface ChannelSender {
    Channel channel();

    /** The longest time that {@link Connection#send} takes. */
    Duration timeout();

    /**
     * Opens the bot's account on the channel. A bot has at most one at a time, with one number.
     *
     * @return null if the bot has none; fails if it cannot be read now
     */
    Uni<Connection> connection(UUID tenantId, UUID botId);

    /** A bot's account, ready to send. */
    interface Connection {
        /**
         * Sends one part in one request, without a retry.
         *
         * @return never fails; a cancellation aborts the request
         */
        Uni<SendResult> send(OutgoingPart part);
    }
}
