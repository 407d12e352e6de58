package com.callmissed.inbound;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** The metrics of inbound payloads. No label contains a tenant, a number or a customer. */
@ApplicationScoped
public class IngestMetrics {
    private final Map<IngestOutcome, Counter> outcomes = new EnumMap<>(IngestOutcome.class);
    private final Counter storedAtOnce;
    private final Counter leftToTheJournal;
    private final Timer lag;
    private volatile Journal.Health health = new Journal.Health(0, 0, 0, 0);

    IngestMetrics(MeterRegistry registry) {
        for (IngestOutcome outcome : IngestOutcome.values()) {
            outcomes.put(
                    outcome,
                    Counter.builder("callmissed.ingest")
                            .description("Deliveries, messages and reports from providers, by outcome")
                            .tag("outcome", outcome.value())
                            .register(registry));
        }
        storedAtOnce = atOnce(registry, "stored");
        leftToTheJournal = atOnce(registry, "left");
        lag = Timer.builder("callmissed.ingest.lag")
                .description("Time from the arrival of a payload to the end of its processing")
                .register(registry);
        registry.gauge("callmissed.journal.pending", this, metrics -> metrics.health.pending());
        registry.gauge("callmissed.journal.failed", this, metrics -> metrics.health.failed());
        registry.gauge("callmissed.journal.unreadable", this, metrics -> metrics.health.unreadable());
        registry.gauge("callmissed.journal.oldest.pending.seconds", this, m -> m.health.oldestPendingSeconds());
    }

    private static Counter atOnce(MeterRegistry registry, String result) {
        return Counter.builder("callmissed.ingest.at.once")
                .description("Payloads that a request tried to store and process in one commit, by result")
                .tag("result", result)
                .register(registry);
    }

    void triedAtOnce(boolean stored) {
        (stored ? storedAtOnce : leftToTheJournal).increment();
    }

    public void count(IngestOutcome outcome) {
        outcomes.get(outcome).increment();
    }

    void settled(Instant receivedAt) {
        Duration age = Duration.between(receivedAt, Instant.now());
        lag.record(age.isNegative() ? Duration.ZERO : age);
    }

    void journal(Journal.Health current) {
        health = current;
    }
}
