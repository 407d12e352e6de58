package com.callmissed.whatsapp;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.outbound.Outbox;
import com.callmissed.outbound.OutboxConfig;
import com.callmissed.outbound.OutgoingMessage;
import com.callmissed.outbound.SendOutcome;

/**
 * Sends the first message of one conversation's outbox: claim, one request, outcome. No transaction is open while Meta is
 * asked.
 */
@ApplicationScoped
class Dispatch {
    private static final Logger LOG = Logger.getLogger(Dispatch.class);

    /** In local mode, an access token for a number that nobody has: messages end here and count as sent. */
    private static final String SANDBOX = "sandbox";

    /** Between the end of a request and the end of the lease. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final Outbox outbox;
    private final WhatsAppAccounts accounts;
    private final GraphClient graph;
    private final Duration latestStart;
    private final boolean sandbox;

    Dispatch(
            Outbox outbox,
            WhatsAppAccounts accounts,
            GraphClient graph,
            OutboxConfig outboxConfig,
            WhatsAppConfig config,
            CallMissedConfig service) {
        this.outbox = outbox;
        this.accounts = accounts;
        this.graph = graph;
        this.latestStart = outboxConfig.lease().minus(config.timeout()).minus(MARGIN);
        this.sandbox = service.mode() == CallMissedConfig.Mode.LOCAL;
    }

    /** False when there was nothing to send after all. Fails only when the outcome could not be written down. */
    Uni<Boolean> next(Outbox.Waiting waiting) {
        return outbox.claim(waiting.tenantId(), waiting.conversationId())
                .onItem()
                .ifNotNull()
                .transformToUni(message -> send(message)
                        .chain(outcome -> outbox.settle(message, outcome))
                        .replaceWith(true))
                .onItem()
                .ifNull()
                .continueWith(false)
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "Could not send for a conversation of tenant %s: %s",
                        waiting.tenantId(), failure.getClass().getSimpleName()));
    }

    private Uni<SendOutcome> send(OutgoingMessage message) {
        return accounts.sender(message.tenantId(), message.botId())
                .onItemOrFailure()
                .transformToUni((sender, failure) -> {
                    if (failure != null) {
                        return outcome(new SendOutcome.TryLater(
                                null, error("not_ready", "The credentials of the bot could not be read", null)));
                    }
                    return sender == null
                            ? outcome(new SendOutcome.Failed(
                                    error("not_connected", "The bot is not connected to WhatsApp", null)))
                            : send(message, sender);
                });
    }

    private Uni<SendOutcome> send(OutgoingMessage message, WhatsAppSender sender) {
        List<String> parts = TextParts.of(message.content());
        int part = Math.min(message.partsSent(), parts.size() - 1);
        boolean last = part == parts.size() - 1;
        if (sandbox && sender.accessToken().equals(SANDBOX)) {
            return outcome(last ? new SendOutcome.Sent("sandbox." + UUID.randomUUID()) : new SendOutcome.PartSent());
        }
        String reference = new SendReference(message.messageId(), message.attempt(), part, parts.size()).format();
        return Uni.createFrom()
                .deferred(() -> isLate(message)
                        ? outcome(new SendOutcome.TryLater(
                                null, error("late", "There was no time left to send it safely", null)))
                        : graph.sendText(sender, message.to(), parts.get(part), reference)
                                .map(result -> of(result, last)));
    }

    /** A request that begins now must have ended before the lease does, or a takeover would not wait for it. */
    private boolean isLate(OutgoingMessage message) {
        return System.nanoTime() - message.claimedAtNanos() > latestStart.toNanos();
    }

    private static SendOutcome of(SendResult result, boolean last) {
        if (result instanceof SendResult.Accepted accepted) {
            return last ? new SendOutcome.Sent(accepted.providerMessageId()) : new SendOutcome.PartSent();
        }
        if (result instanceof SendResult.Refused refused) {
            return new SendOutcome.Failed(error(refused.code(), refused.title(), refused.details()));
        }
        if (result instanceof SendResult.TryLater later) {
            return new SendOutcome.TryLater(later.retryAfter(), error("unavailable", later.reason(), null));
        }
        return new SendOutcome.Uncertain();
    }

    private static Map<String, Object> error(Object code, String title, String details) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("title", title);
        error.put("details", details);
        return error;
    }

    private static Uni<SendOutcome> outcome(SendOutcome outcome) {
        return Uni.createFrom().item(outcome);
    }
}
