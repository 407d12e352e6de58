package com.callmissed.whatsapp.graph;

import java.time.Duration;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.outbound.ChannelSender;
import com.callmissed.outbound.OutgoingMessage;
import com.callmissed.outbound.OutgoingPart;
import com.callmissed.outbound.SendResult;
import com.callmissed.telemetry.Spans;
import com.callmissed.thread.Channel;

/** Sends WhatsApp messages through Meta's Graph API. */
@ApplicationScoped
class GraphSender implements ChannelSender {
    /** The access token of a test number in local mode: its messages are not sent to Meta and count as sent. */
    private static final String SANDBOX = "sandbox";

    private final SenderAccounts accounts;
    private final GraphClient graph;
    private final Recipients recipients;
    private final WhatsAppConfig config;
    private final GraphMetrics metrics;
    private final boolean sandbox;

    GraphSender(
            SenderAccounts accounts,
            GraphClient graph,
            Recipients recipients,
            WhatsAppConfig config,
            GraphMetrics metrics,
            CallMissedConfig service) {
        this.accounts = accounts;
        this.graph = graph;
        this.recipients = recipients;
        this.config = config;
        this.metrics = metrics;
        this.sandbox = service.mode() == CallMissedConfig.Mode.LOCAL;
    }

    @Override
    public Channel channel() {
        return Channel.WHATSAPP;
    }

    @Override
    public Duration timeout() {
        return config.timeout();
    }

    @Override
    public Uni<Connection> connection(UUID tenantId, UUID botId) {
        return accounts.sender(tenantId, botId).onItem().ifNotNull().transform(this::connection);
    }

    private Connection connection(WhatsAppSender account) {
        return sandbox && account.accessToken().equals(SANDBOX)
                ? part -> Uni.createFrom().item(new SendResult.Accepted("sandbox." + UUID.randomUUID()))
                : part -> send(account, part);
    }

    private Uni<SendResult> send(WhatsAppSender account, OutgoingPart part) {
        OutgoingMessage message = part.message();
        String reference =
                new SendReference(message.messageId(), message.attempt(), part.part(), part.parts()).format();
        GraphRecipient to =
                message.toGroup() ? GraphRecipient.group(message.to()) : GraphRecipient.person(message.to());
        long begun = System.nanoTime();
        return Spans.of("request to Meta", () -> graph.sendText(account, to, part.text(), reference))
                .invoke(result -> {
                    metrics.ended(result, System.nanoTime() - begun);
                    if (result instanceof SendResult.Accepted accepted && !message.toGroup()) {
                        recipients.learn(message, accepted.recipient());
                    }
                });
    }
}
