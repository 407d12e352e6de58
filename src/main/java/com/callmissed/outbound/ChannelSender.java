package com.callmissed.outbound;

import java.time.Duration;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

import com.callmissed.thread.Channel;

/**
 * The port of a channel on which the service sends by itself; one bean for each such channel. The adapter knows the provider,
 * and nothing of claims, retries, parts and takeovers.
 */
public interface ChannelSender {
    Channel channel();

    /** The longest time that {@link Connection#send} takes. */
    Duration timeout();

    /**
     * The bot's account on the channel.
     *
     * @return null when the bot has none; a failure when it cannot be read now
     */
    Uni<Connection> connection(UUID tenantId, UUID botId);

    /** A bot's account, ready to send. */
    interface Connection {
        /**
         * Sends one part in one request and repeats nothing.
         *
         * @return never a failure; to cancel is to break off the request
         */
        Uni<SendResult> send(OutgoingPart part);
    }
}
