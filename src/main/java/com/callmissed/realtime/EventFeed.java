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
import com.callmissed.http.RequestDeadline;
import com.callmissed.http.error.ApiException;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.persistence.LargeReads;
import com.callmissed.security.Caller;
import com.callmissed.security.apikey.LiveCredentials;

/** Reads the event log for HTTP requests. A request that finds no event can wait for the next one. */
@Singleton
class EventFeed {
    /** Concurrent reads of one tenant after a wait. One event may end the waits of many requests at once. */
    private static final int READS = 4;
    /** Characters after which a result gets no further page. A page has at most 0.8 MB. */
    private static final int ENOUGH = 1_048_576;

    private final EventLog log;
    private final EventWaits waits;
    private final LiveCredentials credentials;
    private final FeedMetrics metrics;
    private final ConnectionLimiter limiter;
    private final LargeReads largeReads;
    private final AsyncSemaphore reads = new AsyncSemaphore(READS);

    EventFeed(
            EventLog log,
            EventWaits waits,
            LiveCredentials credentials,
            SocketConfig config,
            FeedMetrics metrics,
            LargeReads largeReads) {
        this.log = log;
        this.largeReads = largeReads;
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
     * What a client asks for.
     *
     * @param limit the most events
     * @param receiver of large events
     */
    private record Request(UUID tenantId, int limit, LargeReads.Receiver receiver) {}

    /**
     * Reads up to {@code limit} events after {@code after}, fewer when they are large. Waits when there is none. Fails
     * with 429 when too many requests of the tenant wait, and with 401 when the credential ended during the wait.
     *
     * @param after null to start at the oldest event of the log
     * @param wait the longest time to wait for an event; zero returns at once
     * @param receiver who gets large events
     */
    Uni<Answer> read(Caller caller, EventCursor after, int limit, Duration wait, LargeReads.Receiver receiver) {
        Request request = new Request(caller.tenantId(), limit, receiver);
        return first(request, after)
                .chain(answer -> answer.events().isEmpty() && !answer.resync() && wait.toMillis() > 0
                        ? waitForMore(caller, request, answer.cursor(), wait)
                        : Uni.createFrom().item(answer))
                .invoke(this::count);
    }

    private Uni<Answer> first(Request request, EventCursor after) {
        UUID tenantId = request.tenantId();
        if (after == null) {
            // Read the end before the events: an event that is written in between lies after this end.
            return log.position(tenantId).chain(end -> log.readOldest(tenantId).chain(stretch -> {
                if (!stretch.events().isEmpty()) {
                    return more(request, new ArrayList<>(stretch.events()), stretch.more() && stretch.large() == null);
                }
                return stretch.large() == null
                        ? Uni.createFrom().item(new Answer(List.of(), end, false))
                        : large(request, null, stretch.large());
            }));
        }
        return behind(request, after)
                .chain(answer -> answer.events().isEmpty() && !answer.resync()
                        ? log.resume(tenantId, after)
                                .map(start -> new Answer(List.of(), start.cursor(), start.resync()))
                        : Uni.createFrom().item(answer));
    }

    private Uni<Answer> behind(Request request, EventCursor after) {
        return log.read(request.tenantId(), after).chain(stretch -> {
            if (!stretch.unbroken()) {
                return log.position(request.tenantId()).map(end -> new Answer(List.of(), end, true));
            }
            if (!stretch.events().isEmpty()) {
                return more(request, new ArrayList<>(stretch.events()), stretch.more() && stretch.large() == null);
            }
            return stretch.large() == null
                    ? Uni.createFrom().item(new Answer(List.of(), after, false))
                    : large(request, after, stretch.large());
        });
    }

    /** Continues to read while pages are full. A gap after the first page shows in the next request. */
    private Uni<Answer> more(Request request, List<LoggedEvent> events, boolean mayContinue) {
        boolean enough = !mayContinue
                || events.size() >= request.limit()
                || events.stream().mapToInt(event -> event.frame().length()).sum() > ENOUGH;
        if (enough) {
            return Uni.createFrom().item(answer(request, events));
        }
        return log.read(request.tenantId(), events.get(events.size() - 1).cursor())
                .chain(stretch -> {
                    if (!stretch.unbroken() || stretch.events().isEmpty()) {
                        return Uni.createFrom().item(answer(request, events));
                    }
                    events.addAll(stretch.events());
                    return more(request, events, stretch.more() && stretch.large() == null);
                });
    }

    /**
     * Reads large events, which are never in one result with others that were read before them.
     *
     * @param after null if the large event is the oldest one of the log
     */
    private Uni<Answer> large(Request request, EventCursor after, EventCursor place) {
        return largeReads
                .read(request.receiver(), () -> log.readLarge(request.tenantId(), after, place.seq()))
                .map(stretch -> stretch.events().isEmpty()
                        ? new Answer(List.of(), after == null ? EventCursor.START : after, false)
                        : answer(request, stretch.events()));
    }

    /** @param events at least one; all of them, or the first ones up to the limit */
    private static Answer answer(Request request, List<LoggedEvent> events) {
        List<LoggedEvent> asked = events.subList(0, Math.min(events.size(), request.limit()));
        return new Answer(asked, asked.get(asked.size() - 1).cursor(), false);
    }

    private Uni<Answer> waitForMore(Caller caller, Request request, EventCursor known, Duration wait) {
        ConnectionLimiter.Slot slot = limiter.acquire(caller.tenantId());
        RequestDeadline.extend(wait);
        return lookUntil(request, known, System.nanoTime() + wait.toNanos())
                .call(answer -> checkStillValid(caller))
                .onTermination()
                .invoke(slot::release);
    }

    private Uni<Answer> lookUntil(Request request, EventCursor known, long deadline) {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        if (waits.isStopping()) {
            throw ApiException.notReady("The service is about to stop");
        }
        if (left.toMillis() <= 0) {
            return Uni.createFrom().item(new Answer(List.of(), known, false));
        }
        return waits.next(request.tenantId(), known, left)
                .chain(() -> reads.withPermit(request.tenantId(), null, () -> behind(request, known)))
                .chain(answer -> answer.events().isEmpty() && !answer.resync()
                        ? lookUntil(request, known, deadline)
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
