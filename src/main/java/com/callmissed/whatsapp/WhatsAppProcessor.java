package com.callmissed.whatsapp;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.inbound.ChannelInbox;
import com.callmissed.inbound.InboundPayload;
import com.callmissed.inbound.IngestOutcome;
import com.callmissed.inbound.PayloadPart;
import com.callmissed.inbound.PayloadProcessor;
import com.callmissed.inbound.UnreadablePayloadException;
import com.callmissed.outbound.DeliveryReports;
import com.callmissed.persistence.CommitGuard;

/** Reads a payload. Each message and each report is a part, in the order of {@link WhatsAppPayload}. */
@ApplicationScoped
class WhatsAppProcessor implements PayloadProcessor {
    static final String PROVIDER = "whatsapp";

    private final ChannelInbox inbox;
    private final DeliveryReports reports;

    WhatsAppProcessor(ChannelInbox inbox, DeliveryReports reports) {
        this.inbox = inbox;
        this.reports = reports;
    }

    @Override
    public String provider() {
        return PROVIDER;
    }

    @Override
    public List<PayloadPart> read(InboundPayload payload) throws UnreadablePayloadException {
        return WhatsAppPayload.read(payload).stream()
                .<PayloadPart>map(item -> guard -> deliver(item, payload.requestId(), guard))
                .toList();
    }

    private Uni<IngestOutcome> deliver(WhatsAppItem item, String requestId, CommitGuard guard) {
        if (item instanceof WhatsAppItem.Message message) {
            return inbox.receive(message.message(), requestId, guard)
                    .map(stored -> stored ? IngestOutcome.STORED : IngestOutcome.DUPLICATE);
        }
        if (item instanceof WhatsAppItem.Report report) {
            return reports.report(report.report(), requestId, guard)
                    .map(found -> found ? IngestOutcome.STATUS : IngestOutcome.UNKNOWN_STATUS);
        }
        return Uni.createFrom().item(IngestOutcome.UNREADABLE);
    }
}
