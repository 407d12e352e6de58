package com.callmissed.whatsapp;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;

import com.callmissed.call.CallEndings;
import com.callmissed.call.VoiceCalls;
import com.callmissed.inbound.ChannelInbox;
import com.callmissed.inbound.InboundPayload;
import com.callmissed.inbound.IngestOutcome;
import com.callmissed.inbound.PayloadPart;
import com.callmissed.inbound.PayloadProcessor;
import com.callmissed.inbound.UnreadablePayloadException;
import com.callmissed.outbound.DeliveryReports;
import com.callmissed.persistence.CommitGuard;

/** Reads a payload. Each message, call and report is a part, in the order of {@link WhatsAppPayload}. */
@ApplicationScoped
class WhatsAppProcessor implements PayloadProcessor {
    static final String PROVIDER = "whatsapp";

    private final ChannelInbox inbox;
    private final DeliveryReports reports;
    private final VoiceCalls calls;
    private final CallEndings endings;

    WhatsAppProcessor(ChannelInbox inbox, DeliveryReports reports, VoiceCalls calls, CallEndings endings) {
        this.inbox = inbox;
        this.reports = reports;
        this.calls = calls;
        this.endings = endings;
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
            return inbox.receive(message.message(), requestId, guard).map(WhatsAppProcessor::stored);
        }
        if (item instanceof WhatsAppItem.Report report) {
            return reports.report(report.report(), requestId, guard)
                    .map(found -> found ? IngestOutcome.STATUS : IngestOutcome.UNKNOWN_STATUS);
        }
        if (item instanceof WhatsAppItem.CallOffered offered) {
            return calls.offer(offered.call(), requestId, guard).map(WhatsAppProcessor::stored);
        }
        if (item instanceof WhatsAppItem.CallEnded ended) {
            return endings.end(ended.call(), ended.taken(), ended.durationSeconds(), requestId, guard)
                    .map(WhatsAppProcessor::stored);
        }
        return Uni.createFrom().item(IngestOutcome.UNREADABLE);
    }

    private static IngestOutcome stored(boolean isNew) {
        return isNew ? IngestOutcome.STORED : IngestOutcome.DUPLICATE;
    }
}
