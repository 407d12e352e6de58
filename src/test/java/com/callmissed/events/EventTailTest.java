package com.callmissed.events;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.EventWriter;
import com.callmissed.testing.TestEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@QuarkusTest
class EventTailTest {
    private static final int EVENTS = 300;

    @Inject
    LocalEventBus bus;

    @Inject
    EventTail tail;

    @Inject
    EventWriter writer;

    @Inject
    Vertx vertx;

    @Inject
    EventLog log;

    @Inject
    EventConfig config;

    @Inject
    EventMetrics metrics;

    private final UUID tenant = UUID.randomUUID();
    private final List<List<Long>> readings = new CopyOnWriteArrayList<>();

    @Test
    void readsTheEventsOfABusyTenantSomeAtATime() {
        bus.listenToTail(this::note);
        tail.follow(tenant, EventCursor.START);
        long start = System.nanoTime();
        IntStream.range(0, EVENTS).forEach(i -> writer.publish(TestEvent.of(tenant)));
        await().until(() -> seqs().size() == EVENTS);
        long pauses = Duration.ofNanos(System.nanoTime() - start).toMillis() / EventTail.PAUSE_MILLIS;
        tail.leave(tenant);

        assertThat(seqs())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, EVENTS).boxed().toList());
        // a read without a pause after it has a full page, which is rare for a busy tenant
        assertThat(readings).hasSizeLessThanOrEqualTo((int) pauses + 1 + EVENTS / EventLog.PAGE);
    }

    /**
     * A follower that joins while events are published learns that it has to read them, because it may miss the
     * publication.
     */
    @Test
    void isWhereThePublishedEventsEndWhenTheyArePublished() {
        writer.publish(TestEvent.of(tenant), TestEvent.of(tenant));
        Vertx elsewhere = Vertx.vertx();
        CompletableFuture<EventTail> ready = new CompletableFuture<>();
        CompletableFuture<EventCursor> place = new CompletableFuture<>();
        LocalEventBus late = new LocalEventBus(elsewhere.eventBus()) {
            @Override
            void publish(TailUpdate update) {
                place.complete(ready.join().follow(tenant, EventCursor.START));
            }
        };
        EventTail another = new EventTail(vertx, log, late, config, metrics);
        ready.complete(another);
        another.follow(tenant, EventCursor.START);

        assertThat(place.orTimeout(10, TimeUnit.SECONDS).join().seq()).isEqualTo(2);
        another.leave(tenant);
        another.leave(tenant);
        elsewhere.close();
    }

    private void note(TailUpdate update) {
        if (update.tenantId().equals(tenant) && update instanceof EventBatch some) {
            readings.add(
                    some.events().stream().map(event -> event.cursor().seq()).toList());
        }
    }

    private List<Long> seqs() {
        return readings.stream().flatMap(List::stream).toList();
    }
}
