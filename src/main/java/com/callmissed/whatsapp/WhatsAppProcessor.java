package com.callmissed.whatsapp;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import com.callmissed.inbound.ChannelInbox;
import com.callmissed.inbound.InboundPayload;
import com.callmissed.inbound.IngestFailures;
import com.callmissed.inbound.IngestMetrics;
import com.callmissed.inbound.IngestOutcome;
import com.callmissed.inbound.PayloadProcessor;
import com.callmissed.inbound.Settlement;
import com.callmissed.inbound.WorkerOffload;
import com.callmissed.outbound.DeliveryReports;

/** Processes a payload. Each message and each report is one statement, in the order of {@link WhatsAppPayload}. */
@ApplicationScoped
class WhatsAppProcessor implements PayloadProcessor {
    static final String PROVIDER = "whatsapp";

    private static final Logger LOG = Logger.getLogger(WhatsAppProcessor.class);

    private final ChannelInbox inbox;
    private final DeliveryReports reports;
    private final IngestMetrics metrics;
    private final WorkerOffload offload;

    WhatsAppProcessor(ChannelInbox inbox, DeliveryReports reports, IngestMetrics metrics, WorkerOffload offload) {
        this.inbox = inbox;
        this.reports = reports;
        this.metrics = metrics;
        this.offload = offload;
    }

    @Override
    public String provider() {
        return PROVIDER;
    }

    @Override
    public Uni<Settlement> process(InboundPayload payload, boolean lastAttempt) {
        return offload.run(payload.body().length, () -> read(payload))
                .chain(reading -> reading.problem() == null
                        ? deliver(reading.items(), payload, lastAttempt)
                        : Uni.createFrom().item(() -> unreadable(reading.problem())));
    }

    private Reading read(InboundPayload payload) {
        try {
            return new Reading(WhatsAppPayload.read(payload), null);
        } catch (UnreadablePayloadException e) {
            return new Reading(List.of(), e.getMessage());
        }
    }

    private Settlement unreadable(String problem) {
        metrics.count(IngestOutcome.UNREADABLE);
        return new Settlement(Settlement.Outcome.UNREADABLE, problem);
    }

    /**
     * Stores all items. An item that can never be stored does not stop the others. Any other failure stops the payload,
     * so that the next attempt keeps the order of the thread. The last attempt stores what it can.
     */
    private Uni<Settlement> deliver(List<WhatsAppItem> items, InboundPayload payload, boolean lastAttempt) {
        if (items.isEmpty()) {
            metrics.count(IngestOutcome.IGNORED);
            return Uni.createFrom().item(new Settlement(Settlement.Outcome.IGNORED, null));
        }
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUniAndConcatenate(item -> deliver(item, payload)
                        .onFailure(failure -> lastAttempt || IngestFailures.isPermanent(failure))
                        .recoverWithItem(failure -> {
                            LOG.warnf("Could not store a part of %s: %s", payload, IngestFailures.describe(failure));
                            return IngestOutcome.FAILED;
                        }))
                .invoke(metrics::count)
                .collect()
                .asList()
                .map(WhatsAppProcessor::settlement);
    }

    private Uni<IngestOutcome> deliver(WhatsAppItem item, InboundPayload payload) {
        if (item instanceof WhatsAppItem.Message message) {
            return inbox.receive(message.message(), payload.requestId())
                    .map(stored -> stored ? IngestOutcome.STORED : IngestOutcome.DUPLICATE);
        }
        if (item instanceof WhatsAppItem.Report report) {
            return reports.report(report.report(), payload.requestId())
                    .map(found -> found ? IngestOutcome.STATUS : IngestOutcome.UNKNOWN_STATUS);
        }
        return Uni.createFrom().item(IngestOutcome.UNREADABLE);
    }

    private static Settlement settlement(List<IngestOutcome> outcomes) {
        if (outcomes.contains(IngestOutcome.FAILED)) {
            return partly(Settlement.Outcome.FAILED, outcomes, IngestOutcome.FAILED);
        }
        return outcomes.contains(IngestOutcome.UNREADABLE)
                ? partly(Settlement.Outcome.UNREADABLE, outcomes, IngestOutcome.UNREADABLE)
                : new Settlement(Settlement.Outcome.PROCESSED, null);
    }

    private static Settlement partly(Settlement.Outcome outcome, List<IngestOutcome> outcomes, IngestOutcome counted) {
        long parts = outcomes.stream().filter(counted::equals).count();
        return new Settlement(outcome, parts + " of " + outcomes.size() + " parts");
    }

    /** {@code problem} is null if the payload is readable. */
    private record Reading(List<WhatsAppItem> items, String problem) {}
}
