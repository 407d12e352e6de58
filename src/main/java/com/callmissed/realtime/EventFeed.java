package com.callmissed.realtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import com.callmissed.background.AsyncSemaphore;
import com.callmissed.events.EventCursor;
import com.callmissed.events.EventLog;
import com.callmissed.events.LoggedEvent;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.security.Caller;
import com.callmissed.security.apikey.LiveCredentials;

/** Reads the event log for HTTP requests. A request that finds no event can wait for the next one. */
@Singleton
class EventFeed {
    /** The limit of concurrent reads. One event may end the waits of many requests at once. */
    private static final int READS = 4;
    /** Characters after which a result gets no further page. */
    private static final int ENOUGH = 1_048_576;

    private final EventLog log;
    private final EventWaits waits;
    private final LiveCredentials credentials;
    private final FeedMetrics metrics;
    private final ConnectionLimiter limiter;
    private final AsyncSemaphore reads = new AsyncSemaphore(READS);

    EventFeed(EventLog log, EventWaits waits, LiveCredentials credentials, SocketConfig config, FeedMetrics metrics) {
        this.log = log;
        this.waits = waits;
        this.credentials = credentials;
        this.metrics = metrics;
        this.limiter =
                new ConnectionLimiter("waiting requests", config.maxPollsPerTenant(), config.maxPollsPerReplica());
    }

    /**
     * The result of a read.
     *
     * @param cursor the position to continue from
     * @param resync true when the log does not continue at the client's cursor; there are no events then
     */
    record Answer(List<LoggedEvent> events, EventCursor cursor, boolean resync) {}

    /**
     * Reads up to {@code limit} events after {@code after}, fewer when they are large. Waits when there is none. Fails
     * with 429 when too many requests of the tenant wait, and with 401 when the credential ended during the wait.
     *
     * @param after null to start at the oldest event of the log
     * @param wait the longest time to wait for an event; zero returns at once
     */
    Uni<Answer> read(Caller caller, EventCursor after, int limit, Duration wait) {
        return first(caller.tenantId(), after, limit)
                .chain(answer -> answer.events().isEmpty() && !answer.resync() && wait.toMillis() > 0
                        ? waitForMore(caller, answer.cursor(), limit, wait)
                        : Uni.createFrom().item(answer))
                .invoke(this::count);
    }

    private Uni<Answer> first(UUID tenantId, EventCursor after, int limit) {
        if (after == null) {
            // Read the end before the events: an event that is written in between lies after this end.
            return log.position(tenantId).chain(end -> log.readOldest(tenantId)
                    .chain(stretch -> stretch.events().isEmpty()
                            ? Uni.createFrom().item(new Answer(List.of(), end, false))
                            : more(tenantId, new ArrayList<>(stretch.events()), limit)));
        }
        return behind(tenantId, after, limit)
                .chain(answer -> answer.events().isEmpty() && !answer.resync()
                        ? log.resume(tenantId, after)
                                .map(start -> new Answer(List.of(), start.cursor(), start.resync()))
                        : Uni.createFrom().item(answer));
    }

    private Uni<Answer> behind(UUID tenantId, EventCursor after, int limit) {
        return log.read(tenantId, after).chain(stretch -> {
            if (!stretch.unbroken()) {
                return log.position(tenantId).map(end -> new Answer(List.of(), end, true));
            }
            return stretch.events().isEmpty()
                    ? Uni.createFrom().item(new Answer(List.of(), after, false))
                    : more(tenantId, new ArrayList<>(stretch.events()), limit);
        });
    }

    /** Continues to read while pages are full. A gap after the first page shows in the next request. */
    private Uni<Answer> more(UUID tenantId, List<LoggedEvent> events, int limit) {
        if (events.size() >= limit) {
            List<LoggedEvent> asked = events.subList(0, limit);
            return Uni.createFrom().item(new Answer(asked, asked.get(limit - 1).cursor(), false));
        }
        EventCursor last = events.get(events.size() - 1).cursor();
        boolean enough = events.size() % EventLog.PAGE != 0
                || events.stream().mapToInt(event -> event.frame().length()).sum() > ENOUGH;
        if (enough) {
            return Uni.createFrom().item(new Answer(events, last, false));
        }
        return log.read(tenantId, last).chain(stretch -> {
            if (!stretch.unbroken() || stretch.events().isEmpty()) {
                return Uni.createFrom().item(new Answer(events, last, false));
            }
            events.addAll(stretch.events());
            return more(tenantId, events, limit);
        });
    }

    private Uni<Answer> waitForMore(Caller caller, EventCursor known, int limit, Duration wait) {
        ConnectionLimiter.Slot slot = limiter.acquire(caller.tenantId());
        return lookUntil(caller.tenantId(), known, limit, System.nanoTime() + wait.toNanos())
                .call(answer -> checkStillValid(caller))
                .onTermination()
                .invoke(slot::release);
    }

    private Uni<Answer> lookUntil(UUID tenantId, EventCursor known, int limit, long deadline) {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        if (waits.isStopping()) {
            throw ApiException.notReady("The service is about to stop");
        }
        if (left.toMillis() <= 0) {
            return Uni.createFrom().item(new Answer(List.of(), known, false));
        }
        return waits.next(tenantId, known, left)
                .chain(() -> reads.withPermit(() -> behind(tenantId, known, limit)))
                .chain(answer -> answer.events().isEmpty() && !answer.resync()
                        ? lookUntil(tenantId, known, limit, deadline)
                        : Uni.createFrom().item(answer));
    }

    private Uni<Void> checkStillValid(Caller caller) {
        return credentials
                .stillValid(caller)
                .invoke(valid -> {
                    if (!valid) {
                        throw caller.kind() == Caller.Kind.USER
                                ? new ApiException(ErrorCode.TOKEN_EXPIRED, "The token has expired")
                                : new ApiException(ErrorCode.INVALID_API_KEY, "The API key is not valid");
                    }
                })
                .replaceWithVoid();
    }

    private void count(Answer answer) {
        if (!answer.events().isEmpty()) {
            metrics.replayed(answer.events().size());
        }
        if (answer.resync()) {
            metrics.resync();
        }
    }
}
