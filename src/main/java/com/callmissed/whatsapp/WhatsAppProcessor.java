package com.callmissed.whatsapp;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import com.callmissed.call.CallEndings;
import com.callmissed.call.VoiceCalls;
import com.callmissed.contact.merge.KnownCustomers;
import com.callmissed.inbound.ChannelInbox;
import com.callmissed.inbound.InboundPayload;
import com.callmissed.inbound.IngestOutcome;
import com.callmissed.inbound.PayloadPart;
import com.callmissed.inbound.PayloadProcessor;
import com.callmissed.inbound.UnreadablePayloadException;
import com.callmissed.outbound.DeliveryReports;
import com.callmissed.persistence.CommitGuard;
import com.callmissed.thread.Channel;

/** Reads a payload. Each message, call and report is a part, in the order of {@link WhatsAppPayload}. */
@ApplicationScoped
class WhatsAppProcessor implements PayloadProcessor {
    static final String PROVIDER = "whatsapp";

    private static final Logger LOG = Logger.getLogger(WhatsAppProcessor.class);

    private final ChannelInbox inbox;
    private final DeliveryReports reports;
    private final VoiceCalls calls;
    private final CallEndings endings;
    private final KnownCustomers customers;

    WhatsAppProcessor(
            ChannelInbox inbox,
            DeliveryReports reports,
            VoiceCalls calls,
            CallEndings endings,
            KnownCustomers customers) {
        this.inbox = inbox;
        this.reports = reports;
        this.calls = calls;
        this.endings = endings;
        this.customers = customers;
    }

    @Override
    public String provider() {
        return PROVIDER;
    }

    @Override
    public List<PayloadPart> read(InboundPayload payload) throws UnreadablePayloadException {
        return WhatsAppPayload.read(payload).stream()
                .<PayloadPart>map(item -> new Part(item, payload))
                .toList();
    }

    private final class Part implements PayloadPart {
        private final WhatsAppItem item;
        private final InboundPayload payload;

        private Part(WhatsAppItem item, InboundPayload payload) {
            this.item = item;
            this.payload = payload;
        }

        @Override
        public boolean isOneTransaction() {
            return item instanceof WhatsAppItem.Report
                    || item instanceof WhatsAppItem.Message message
                            && message.message().isOnlyAdded();
        }

        @Override
        public Uni<IngestOutcome> deliver(CommitGuard guard) {
            return WhatsAppProcessor.this.deliver(item, payload, guard);
        }
    }

    private Uni<IngestOutcome> deliver(WhatsAppItem item, InboundPayload payload, CommitGuard guard) {
        if (item instanceof WhatsAppItem.Message message) {
            IngestOutcome outcome =
                    message.message().imported() == null ? IngestOutcome.STORED : IngestOutcome.IMPORTED;
            return inbox.receive(message.message(), payload.requestId(), guard).map(isNew -> stored(isNew, outcome));
        }
        if (item instanceof WhatsAppItem.Report report) {
            return reports.report(report.report(), payload.requestId(), guard)
                    .map(found -> found ? IngestOutcome.STATUS : IngestOutcome.UNKNOWN_STATUS);
        }
        if (item instanceof WhatsAppItem.CallOffered offered) {
            return calls.offer(offered.call(), payload.requestId(), guard)
                    .map(isNew -> stored(isNew, IngestOutcome.STORED));
        }
        if (item instanceof WhatsAppItem.CallEnded ended) {
            return endings.end(ended.call(), ended.taken(), ended.durationSeconds(), payload.requestId(), guard)
                    .map(isNew -> stored(isNew, IngestOutcome.STORED));
        }
        if (item instanceof WhatsAppItem.Addresses addresses) {
            return customers
                    .learn(
                            payload.tenantId(),
                            payload.botId(),
                            Channel.WHATSAPP,
                            addresses.customer(),
                            addresses.at(),
                            payload.requestId(),
                            guard)
                    .map(WhatsAppProcessor::linked);
        }
        if (item instanceof WhatsAppItem.Recipient recipient) {
            return learn(recipient, payload, guard);
        }
        return Uni.createFrom().item(() -> note(item, payload));
    }

    /** An announced change must not be lost. What only comes along with a report comes again with the next one. */
    private Uni<IngestOutcome> learn(WhatsAppItem.Recipient recipient, InboundPayload payload, CommitGuard guard) {
        return customers
                .learnReported(
                        payload.tenantId(),
                        payload.botId(),
                        Channel.WHATSAPP,
                        recipient.customer(),
                        payload.requestId(),
                        guard)
                .map(WhatsAppProcessor::linked)
                .onFailure(failure -> !(failure instanceof CommitGuard.NotHeldException))
                .recoverWithItem(IngestOutcome.IGNORED);
    }

    private static IngestOutcome linked(boolean linked) {
        return linked ? IngestOutcome.ADDRESSES : IngestOutcome.IGNORED;
    }

    private static IngestOutcome note(WhatsAppItem item, InboundPayload payload) {
        if (item instanceof WhatsAppItem.HistoryProgress chunk) {
            LOG.infof(
                    "WhatsApp history of bot %s of tenant %s: %d percent, after %d messages of phase %d, chunk %d",
                    payload.botId(),
                    payload.tenantId(),
                    chunk.progress(),
                    chunk.messages(),
                    chunk.phase(),
                    chunk.chunk());
            return IngestOutcome.HISTORY;
        }
        if (item instanceof WhatsAppItem.HistoryDeclined declined) {
            LOG.warnf(
                    "The WhatsApp history of bot %s of tenant %s is not shared: Meta's code %d",
                    payload.botId(), payload.tenantId(), declined.code());
            return IngestOutcome.HISTORY_DECLINED;
        }
        return IngestOutcome.UNREADABLE;
    }

    private static IngestOutcome stored(boolean isNew, IngestOutcome outcome) {
        return isNew ? outcome : IngestOutcome.DUPLICATE;
    }
}
