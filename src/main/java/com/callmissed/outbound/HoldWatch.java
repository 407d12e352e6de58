package com.callmissed.outbound;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import org.jboss.logging.Logger;

import com.callmissed.background.PeriodicTask;
import com.callmissed.persistence.SqlExecutor;

/**
 * Checks that the database belongs to this instance, at the start and in each round, because a dump may be restored
 * under a running service. Then it follows what is held, for operators. Nothing depends on its last result: each claim
 * of a message checks the hold by itself.
 */
@ApplicationScoped
public class HoldWatch {
    private static final Logger LOG = Logger.getLogger(HoldWatch.class);
    private static final String UNKNOWN = "unknown";

    private final SqlExecutor database;
    private final InstanceIdentity identity;
    private final OutboxConfig config;
    private final PeriodicTask job;
    private Runnable verified;
    /** Null until the database has been checked. */
    private volatile HoldState last;
    /** The identity of this process; null unless the last round has succeeded. */
    private volatile String own;

    HoldWatch(Vertx vertx, Pool pool, InstanceIdentity identity, OutboxConfig config, MeterRegistry registry) {
        this.database = SqlExecutor.on(pool);
        this.identity = identity;
        this.config = config;
        this.job = new PeriodicTask(vertx, "read whose messages are held", this::round);
        Gauge.builder("callmissed.outbound.held", this, HoldWatch::heldForAll)
                .description("Whether the messages of all tenants are held")
                .register(registry);
        Gauge.builder("callmissed.outbound.held.tenants", this, HoldWatch::heldTenants)
                .description("Tenants whose messages are held by themselves")
                .register(registry);
    }

    /** {@code on}, {@code held}, {@code held (copy)}, {@code held for 2 tenants}, or {@code unknown} at first. */
    public String state() {
        HoldState known = last;
        return known == null ? UNKNOWN : known.toString();
    }

    /** 1 if the messages of all tenants are held, 0 if not, NaN before the database has been checked. */
    double heldForAll() {
        HoldState known = last;
        return known == null ? Double.NaN : known.isForAll() ? 1 : 0;
    }

    /** Tenants that are held by themselves; NaN before the database has been checked. */
    double heldTenants() {
        HoldState known = last;
        return known == null ? Double.NaN : known.tenants();
    }

    /** @param verified runs once, when the database has been checked; nothing may be sent before */
    void start(Runnable verified) {
        this.verified = verified;
        job.start(config.poll());
    }

    void stop() {
        job.stop();
    }

    /**
     * A round that follows a success compares only. Any other one reads the identity again, because the connections may
     * lead to another server now.
     */
    private Uni<Void> round() {
        String known = own;
        own = null;
        Uni<String> compared =
                known == null ? verify() : OutboundHold.compare(database, known).replaceWith(known);
        return compared.call(this::follow).invoke(read -> own = read).replaceWithVoid();
    }

    /** Adopts a new database. Holds everything if the database belongs to another instance. Returns the identity. */
    Uni<String> verify() {
        return identity.read(database)
                .call(read -> OutboundHold.adopt(database, read))
                .call(read -> OutboundHold.compare(database, read));
    }

    private Uni<Void> follow() {
        return OutboundHold.state(database).invoke(this::report).replaceWithVoid();
    }

    private void report(HoldState now) {
        HoldState before = last;
        last = now;
        if (before == null) {
            verified.run();
        }
        String state = now.toString();
        if (now.isForAll() || now.tenants() > 0) {
            if (before == null || !state.equals(before.toString())) {
                LOG.warnf("outbound: %s. Such messages stay queued, see docs/runbooks/sending-held.md", state);
            }
        } else if (before != null && !before.equals(now)) {
            LOG.infof("outbound: %s. Queued messages are sent", state);
        }
    }
}
