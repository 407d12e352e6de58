package com.callmissed.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;

import com.callmissed.thread.DeliveryStatus;
import com.callmissed.thread.DropReason;
import com.callmissed.thread.MessageResponse;

/**
 * The metrics of outgoing messages. No label contains a tenant or a customer. All counters exist from the start,
 * because Prometheus does not see the first increase of a counter that begins with it.
 */
@Startup
@ApplicationScoped
public class OutboxMetrics {
    static final String RETRIED = "retried";

    private static final String OUTCOMES = "callmissed.outbox";
    private static final String ANSWERS = "callmissed.autoreply";
    private static final String OPENINGS = "callmissed.outbound.breaker.openings";
    private static final String QUEUED = "queued";

    private final MeterRegistry registry;
    private final Timer lag;
    private final Timer takeover;
    private final Timer answering;
    private final Counter silent;
    private final Counter unconfirmed;

    OutboxMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.lag = Timer.builder("callmissed.outbox.lag")
                .description("Time from queueing a message to its acceptance by the provider")
                .register(registry);
        this.takeover = Timer.builder("callmissed.takeover.wait")
                .description("How long a takeover waited for an answer that was being sent")
                .register(registry);
        this.answering = Timer.builder("callmissed.autoreply.lag")
                .description("From the first message that an automatic answer answers until the answer is queued")
                .register(registry);
        this.silent = takeovers(registry, "silent");
        this.unconfirmed = takeovers(registry, "unconfirmed");
        registry.counter(OUTCOMES, "outcome", RETRIED);
        EnumSet.range(DeliveryStatus.UNCERTAIN, DeliveryStatus.FAILED)
                .forEach(status -> registry.counter(OUTCOMES, "outcome", status.value()));
        registry.counter(ANSWERS, "outcome", QUEUED);
        registry.counter(OPENINGS);
        EnumSet.allOf(DropReason.class).forEach(reason -> registry.counter(ANSWERS, "outcome", reason.value()));
    }

    private static Counter takeovers(MeterRegistry registry, String outcome) {
        return Counter.builder("callmissed.takeovers")
                .description("Takeovers after which the bot was confirmed to be silent, or not")
                .tag("outcome", outcome)
                .register(registry);
    }

    /**
     * Counts the outcome of a message.
     *
     * @param dropped why an automatic answer was dropped; else null
     */
    public void settled(MessageResponse message, DropReason dropped) {
        if (dropped != null) {
            dropped(dropped);
            return;
        }
        count(message.status().value());
        if (message.status() == DeliveryStatus.SENT) {
            lag.record(positive(Duration.between(message.createdAt(), Instant.now())));
        }
    }

    /** Reports how many breakers are open. */
    void openBreakers(Supplier<Number> open) {
        Gauge.builder("callmissed.outbound.breaker.open", open)
                .description("Numbers and providers to which nothing is sent because they do not respond")
                .register(registry);
    }

    void breakerOpened() {
        registry.counter(OPENINGS).increment();
    }

    void count(String outcome) {
        registry.counter(OUTCOMES, "outcome", outcome).increment();
    }

    public void dropped(DropReason reason) {
        registry.counter(ANSWERS, "outcome", reason.value()).increment();
    }

    /** @param wait since the first message that the answer answers */
    public void answered(Duration wait) {
        answering.record(positive(wait));
        registry.counter(ANSWERS, "outcome", QUEUED).increment();
    }

    /** Counts a takeover that is stored. Confirmed means that no automatic answer is being sent any more. */
    public void takenOver(boolean confirmed) {
        (confirmed ? silent : unconfirmed).increment();
    }

    /** The clocks of two machines differ a little. */
    private static Duration positive(Duration age) {
        return age.isNegative() ? Duration.ZERO : age;
    }

    public void takeoverWaited(Duration wait) {
        takeover.record(wait);
    }
}
