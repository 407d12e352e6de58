package com.callmissed.http.filter;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import com.callmissed.http.filter.BodyAdmission.Sender;

/**
 * The memory of request bodies: a share of the heap. Half of it is for known senders, a third for unknown ones, and the
 * rest for requests whose credential is being verified, so that none of them can take the part of another. A tenant has
 * at most half of the part of known senders.
 */
@Singleton
class BodyMemory {
    /** A body is held twice: as it came, and as the copy of its reader. */
    static final int COPIES = 2;

    /** One webhook of the largest size must fit into three quarters. */
    private static final long LEAST = COPIES * BodyAdmission.WEBHOOK_LIMIT / 3L * 4 + 1024;

    private final BodyPool known;
    private final BodyPool unknown;
    private final BodyPool waiting;

    BodyMemory(HttpLimitsConfig config, MeterRegistry registry) {
        long all = (long) (Runtime.getRuntime().maxMemory() * config.bodyMemory());
        known = pool(registry, "known", Math.max(LEAST, all / 2));
        unknown = pool(registry, "unknown", Math.max(LEAST, all / 3));
        waiting = pool(registry, "waiting", Math.max(LEAST, all / 6));
    }

    private static BodyPool pool(MeterRegistry registry, String sender, long bytes) {
        BodyPool pool = new BodyPool(bytes, System::nanoTime);
        Gauge.builder("callmissed.http.body.bytes", pool, BodyPool::used)
                .description("Bytes of request bodies that are being read or used")
                .tag("sender", sender)
                .register(registry);
        return pool;
    }

    BodyPool of(Sender sender) {
        return sender.isKnown() ? known : unknown;
    }

    /** For what the network holds of bodies that are not read yet. */
    BodyPool waiting() {
        return waiting;
    }
}
