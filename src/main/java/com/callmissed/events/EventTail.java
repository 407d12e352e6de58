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
 * Reads the logs of the tenants that have followers in this process, and publishes new events. It reads after a signal,
 * at once when the last read is some milliseconds ago, and it also polls. A lost signal delays an event and never loses
 * it. Safe for use by several threads.
 */
@Singleton
public class EventTail {
    private static final Logger LOG = Logger.getLogger(EventTail.class);
    /** The time limit of a poll. */
    private static final Duration LOOK_WITHIN = Duration.ofSeconds(5);

    /**
     * The pause between two reads of one log. It groups the events of a busy tenant into one read and one write per
     * socket.
     */
    static final long PAUSE_MILLIS = 20;

    /** The limit of concurrent reads. The pool has other work, too. */
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
     * Adds a follower to a tenant's log. For the first follower, reading begins at {@code end}, which must be at or
     * near the end of the log. A follower that is further back reads the missing events from the log itself.
     *
     * @return the position after which everything will be published
     */
    public EventCursor follow(UUID tenantId, EventCursor end) {
        FollowedLog current = followed.compute(tenantId, (tenant, known) -> {
            FollowedLog entry = known == null ? new FollowedLog(end) : known;
            entry.followers++;
            return entry;
        });
        EventCursor position = current.position();
        wake(tenantId); // earlier signals found no follower
        return position;
    }

    /** Removes a follower. */
    public void leave(UUID tenantId) {
        followed.computeIfPresent(tenantId, (tenant, known) -> --known.followers == 0 ? null : known);
    }

    /** Reads the tenant's log, because it may have new events. */
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

    /**
     * Wakes the tenants whose log has grown since {@code here}.
     *
     * @param here positions from before the ends were read, so an end is never older
     */
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
                                return; // no follower is left, or a new entry replaced this one
                            }
                            if (stretch.unbroken()) {
                                publish(tenantId, entry, stretch);
                            } else {
                                startAfresh(tenantId, entry);
                            }
                        },
                        failure -> entry.end()); // the next poll tries again
    }

    private void publish(UUID tenantId, FollowedLog entry, EventLog.Stretch stretch) {
        List<LoggedEvent> events = stretch.events();
        try {
            if (!events.isEmpty()) {
                EventBatch batch = new EventBatch(tenantId, events);
                entry.moveTo(batch.last().cursor()); // a follower that joins now starts after these events
                bus.publish(batch);
            }
            if (stretch.large() != null) {
                entry.moveTo(stretch.end());
                int count = (int) (stretch.end().seq() - stretch.large().seq()) + 1;
                bus.publish(new UnreadEvents(tenantId, stretch.end(), count));
            }
        } finally {
            if (stretch.more()) {
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

    /** Continues at the end of a log that has a gap or was replaced, and informs its followers. */
    private void startAfresh(UUID tenantId, FollowedLog entry) {
        reads.withPermit(() -> log.position(tenantId))
                .subscribe()
                .with(
                        end -> {
                            LOG.warn("The event log of a tenant has a gap or was replaced: its clients start afresh");
                            entry.moveTo(end);
                            bus.publish(new LogBroken(tenantId));
                            entry.end();
                        },
                        failure -> entry.end()); // the next poll tries again
    }
}
