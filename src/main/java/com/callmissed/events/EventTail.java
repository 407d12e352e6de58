package com.callmissed.events;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.jboss.logging.Logger;

import com.callmissed.background.AsyncSemaphore;
import com.callmissed.background.PeriodicTask;

/**
 * Reads on in the logs of the tenants that somebody follows in this process, and publishes what is new. It reads when it is
 * woken, at once where it has not read for a moment, and looks by itself from time to time: a lost signal delays an event and
 * never loses it. Safe for use by several threads.
 */
@Singleton
public class EventTail {
    private static final Logger LOG = Logger.getLogger(EventTail.class);
    /** A look that takes longer is given up. */
    private static final Duration LOOK_WITHIN = Duration.ofSeconds(5);

    /** Between two readings of one log: the events of a busy tenant come some at a time, in one reading and one write per socket. */
    static final long PAUSE_MILLIS = 20;

    /** So many logs are read at once; the pool has other work, too. */
    private static final int READS = 4;

    private final Vertx vertx;
    private final EventLog log;
    private final LocalEventBus bus;
    private final EventConfig config;
    private final EventMetrics metrics;
    private final AsyncSemaphore reads = new AsyncSemaphore(READS);
    private final Map<UUID, FollowedLog> followed = new ConcurrentHashMap<>();
    private final PeriodicTask looks;

    EventTail(Vertx vertx, EventLog log, LocalEventBus bus, EventConfig config, EventMetrics metrics) {
        this.vertx = vertx;
        this.log = log;
        this.bus = bus;
        this.config = config;
        this.metrics = metrics;
        this.looks = new PeriodicTask(vertx, "look for events", LOOK_WITHIN, this::look);
    }

    void start(@Observes StartupEvent event) {
        looks.start(config.poll());
    }

    void stop(@Observes ShutdownEvent event) {
        looks.stop();
    }

    /**
     * Follows a tenant's log for one more follower. If it is the first, reading begins at {@code end}, which must be at or near the end
     * of the log: whoever is further back reads the log by himself, at his own pace.
     *
     * @return the place behind which everything will be published
     */
    public EventCursor follow(UUID tenantId, EventCursor end) {
        FollowedLog current = followed.compute(tenantId, (tenant, known) -> {
            FollowedLog entry = known == null ? new FollowedLog(end) : known;
            entry.followers++;
            return entry;
        });
        EventCursor position = current.position();
        wake(tenantId); // nobody was here for a signal that came before
        return position;
    }

    /** One follower less. */
    public void leave(UUID tenantId) {
        followed.computeIfPresent(tenantId, (tenant, known) -> --known.followers == 0 ? null : known);
    }

    /** The tenant may have new events. */
    void wake(UUID tenantId) {
        FollowedLog entry = followed.get(tenantId);
        if (entry != null && entry.begin()) {
            readOn(tenantId, entry);
        }
    }

    void wakeAll() {
        looks.nudge();
    }

    private Uni<Void> look() {
        Map<UUID, EventCursor> here = new HashMap<>();
        followed.forEach((tenant, entry) -> here.put(tenant, entry.position()));
        return here.isEmpty()
                ? Uni.createFrom().voidItem().invoke(() -> metrics.looked(0))
                : log.positions(here.keySet())
                        .invoke(ends -> compare(here, ends))
                        .replaceWithVoid();
    }

    /** @param here as it was before the ends were read, which therefore lie behind it */
    private void compare(Map<UUID, EventCursor> here, Map<UUID, EventCursor> ends) {
        long behind = 0;
        for (Map.Entry<UUID, EventCursor> place : here.entrySet()) {
            EventCursor end = ends.getOrDefault(place.getKey(), EventCursor.START);
            if (end.seq() > place.getValue().seq()) {
                behind = Math.max(behind, end.seq() - place.getValue().seq());
                wake(place.getKey());
            } else if (!end.equals(place.getValue())) {
                FollowedLog entry = followed.get(place.getKey());
                if (entry != null && entry.begin()) {
                    startAfresh(place.getKey(), entry);
                }
            }
        }
        metrics.looked(behind);
    }

    private void readOn(UUID tenantId, FollowedLog entry) {
        reads.withPermit(() -> log.read(tenantId, entry.position()))
                .subscribe()
                .with(
                        stretch -> {
                            if (followed.get(tenantId) != entry) {
                                return; // nobody is left who wants it, or somebody else reads
                            }
                            if (stretch.unbroken()) {
                                publish(tenantId, entry, stretch.events());
                            } else {
                                startAfresh(tenantId, entry);
                            }
                        },
                        failure -> entry.end()); // the next look tries again
    }

    private void publish(UUID tenantId, FollowedLog entry, List<LoggedEvent> events) {
        try {
            if (!events.isEmpty()) {
                EventBatch batch = new EventBatch(tenantId, events);
                entry.moveTo(batch.last().cursor()); // before anybody can hear of them who comes too late to be told
                bus.publish(batch);
            }
        } finally {
            if (events.size() == EventLog.PAGE) {
                entry.end();
                wake(tenantId);
            } else {
                vertx.setTimer(PAUSE_MILLIS, id -> endPause(tenantId, entry));
            }
        }
    }

    private void endPause(UUID tenantId, FollowedLog entry) {
        if (entry.end()) {
            wake(tenantId);
        }
    }

    /** The log is another one than before: from now on its end counts, and whoever followed the old one must know. */
    private void startAfresh(UUID tenantId, FollowedLog entry) {
        reads.withPermit(() -> log.position(tenantId))
                .subscribe()
                .with(
                        end -> {
                            LOG.warn("The event log of a tenant does not go on where it was: its clients start afresh");
                            entry.moveTo(end);
                            bus.publish(new LogBroken(tenantId));
                            entry.end();
                        },
                        failure -> entry.end()); // the next look tries again
    }
}
