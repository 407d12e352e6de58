package com.callmissed.packaged.feed;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.restassured.RestAssured;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Tenants with writers and subscribers on both processes of a service, from the first event to the result. */
final class FeedRun implements AutoCloseable {
    private static final int TENANTS = 4;
    private static final int WRITERS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration QUIET = Duration.ofSeconds(3);

    private final FeedTally tally = new FeedTally();
    private final Pace pace = new Pace();
    private final FeedService service;
    private final FeedHttp http;
    private final List<FeedTenant> tenants;
    private final List<FeedWriter> writers = new ArrayList<>();
    private final List<SocketSubscriber> sockets = new ArrayList<>();
    private final List<PollSubscriber> polls = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<CompletableFuture<Void>> writing = new ArrayList<>();
    private final List<CompletableFuture<Void>> subscribing = new ArrayList<>();

    /**
     * Starts everything. Subscribers are ready before anything is written.
     *
     * @param data an empty folder for the database
     */
    FeedRun(Path data, Random random) {
        service = new FeedService(data);
        http = new FeedHttp(service.replicas(), tally);
        RestAssured.baseURI = service.replicas().address(0);
        tenants = IntStream.range(0, TENANTS).mapToObj(i -> FeedTenant.create()).toList();
        for (FeedTenant tenant : tenants) {
            sockets.add(new SocketSubscriber(service.replicas(), tenant, tally, 0, Integer.MAX_VALUE));
            sockets.add(new SocketSubscriber(service.replicas(), tenant, tally, 1, Integer.MAX_VALUE));
            sockets.add(new SocketSubscriber(service.replicas(), tenant, tally, random.nextInt(2), 25));
            polls.add(new PollSubscriber(http, tenant, "poll", random.nextInt(2), 20));
            IntStream.range(0, WRITERS)
                    .forEach(
                            i -> writers.add(new FeedWriter(http, tenant, pace, tally, new Random(random.nextLong()))));
        }
        subscribers().forEach(subscriber -> subscribing.add(CompletableFuture.runAsync(subscriber, threads)));
        awaitPositions(Map::of);
        writers.forEach(writer -> writing.add(CompletableFuture.runAsync(writer, threads)));
    }

    FeedService service() {
        return service;
    }

    Pace pace() {
        return pace;
    }

    FeedTally tally() {
        return tally;
    }

    List<SocketSubscriber> sockets() {
        return sockets;
    }

    /** Waits until writers have ended and subscribers have reached the end of the log. Returns the errors. */
    List<String> finish() {
        pace.finish();
        writing.forEach(CompletableFuture::join);
        awaitQuiet();
        readAgain();
        try {
            awaitPositions(this::ends);
        } catch (ConditionTimeoutException incomplete) {
            // The result names what is missing.
        }
        subscribers().forEach(FeedSubscriber::stop);
        subscribing.forEach(CompletableFuture::join);
        Map<String, Long> ends = ends();
        tally.add("events", ends.values().stream().mapToLong(Long::longValue).sum());
        return FeedHistory.check(
                writers.stream().map(FeedWriter::ledger).toList(),
                subscribers().map(FeedSubscriber::recording).toList(),
                ends);
    }

    @Override
    public void close() {
        pace.finish();
        subscribers().forEach(FeedSubscriber::stop);
        threads.shutdownNow();
        service.close();
        RestAssured.reset();
    }

    /** A request that got no response may still commit. A late one is found later, when the ends are read again. */
    private void awaitQuiet() {
        AtomicReference<Map<String, Long>> last = new AtomicReference<>();
        Awaitility.await().atMost(PATIENCE).during(QUIET).until(() -> {
            Map<String, Long> ends = ends();
            return ends.equals(last.getAndSet(ends));
        });
    }

    private Map<String, Long> ends() {
        Map<String, Long> ends = new HashMap<>();
        tenants.forEach(tenant -> ends.put(tenant.id(), end(tenant)));
        return ends;
    }

    /**
     * The position of the last event. From the database: a replica may still be about to read the last events.
     *
     * @throws AssertionError when the tenant has no events
     */
    private long end(FeedTenant tenant) {
        return service
                .database()
                .select("SELECT last_seq FROM event_counter WHERE tenant_id = ?", UUID.fromString(tenant.id()))
                .stream()
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new AssertionError("No events of tenant " + tenant.id()));
    }

    /** Reads the whole log again from each process. */
    private void readAgain() {
        for (FeedTenant tenant : tenants) {
            for (int replica = 0; replica < FeedService.REPLICAS; replica++) {
                PollSubscriber reader = new PollSubscriber(http, tenant, "late poll " + replica, replica, 500);
                polls.add(reader);
                subscribing.add(CompletableFuture.runAsync(reader, threads));
            }
        }
    }

    private void awaitPositions(Supplier<Map<String, Long>> awaited) {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            failEarly();
            Map<String, Long> ends = awaited.get();
            return subscribers()
                    .map(FeedSubscriber::recording)
                    .allMatch(seen -> seen.position() >= ends.getOrDefault(seen.tenant(), 0L));
        });
    }

    /** Throws what a writer or a subscriber has thrown. */
    void failEarly() {
        Stream.concat(writing.stream(), subscribing.stream())
                .filter(CompletableFuture::isCompletedExceptionally)
                .forEach(CompletableFuture::join);
    }

    private Stream<FeedSubscriber> subscribers() {
        return Stream.concat(sockets.stream(), polls.stream());
    }
}
