package com.callmissed.outbound;

import java.time.Duration;
import java.util.List;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import com.callmissed.telemetry.Spans;

/**
 * Sends the first message in the outbox of one conversation: claims it, makes one request and stores the result. No
 * transaction is open during the request.
 */
final class Dispatch {
    private static final Logger LOG = Logger.getLogger(Dispatch.class);

    /** Minimum time between the end of a request and the end of the lease. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final Outbox outbox;
    private final ChannelSender sender;
    private final Duration latestStart;

    Dispatch(Outbox outbox, ChannelSender sender, Duration lease) {
        this.outbox = outbox;
        this.sender = sender;
        this.latestStart = lease.minus(sender.timeout()).minus(MARGIN);
    }

    /**
     * Returns false if there was nothing to send. Fails only if the result could not be stored.
     *
     * @param request is ended with the result of the request, if one is made
     */
    Uni<Boolean> next(Outbox.Waiting waiting, Breakers.Request request) {
        return outbox.claim(waiting.tenantId(), waiting.conversationId())
                .onItem()
                .ifNotNull()
                .transformToUni(message -> Spans.continuing(message.trace(), "send", () -> send(message, request))
                        .replaceWith(true))
                .onItem()
                .ifNull()
                .continueWith(false)
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "Could not send for a conversation of tenant %s: %s",
                        waiting.tenantId(), failure.getClass().getSimpleName()));
    }

    private Uni<Void> send(OutgoingMessage message, Breakers.Request request) {
        OutgoingPart part = nextPart(message);
        return sender.connection(message.tenantId(), message.botId())
                .onItemOrFailure()
                .transformToUni((connection, failure) -> {
                    if (failure != null) {
                        return result(new SendResult.TryLater(
                                null, "not_ready", "The credentials of the bot could not be read"));
                    }
                    return connection == null
                            ? result(new SendResult.Refused("not_connected", notConnected(), null))
                            : send(connection, part, request).invoke(request::ended);
                })
                .chain(result -> outbox.settle(message, result, part.isLast()));
    }

    private OutgoingPart nextPart(OutgoingMessage message) {
        List<String> parts = TextParts.of(message.content(), sender.channel().longestText());
        int part = Math.min(message.partsSent(), parts.size() - 1);
        return new OutgoingPart(message, parts.get(part), part, parts.size());
    }

    private Uni<SendResult> send(ChannelSender.Connection connection, OutgoingPart part, Breakers.Request request) {
        return Uni.createFrom().deferred(() -> {
            if (isLate(part.message())) {
                return result(new SendResult.TryLater(null, "late", "There was no time left to send it safely"));
            }
            request.made();
            return connection.send(part);
        });
    }

    /**
     * Whether a request that starts now might not end before the lease does. A takeover waits for a request only until
     * the lease ends.
     */
    private boolean isLate(OutgoingMessage message) {
        return System.nanoTime() - message.claimedAtNanos() > latestStart.toNanos();
    }

    private String notConnected() {
        return "The bot is not connected to " + sender.channel().displayName();
    }

    private static Uni<SendResult> result(SendResult result) {
        return Uni.createFrom().item(result);
    }
}
