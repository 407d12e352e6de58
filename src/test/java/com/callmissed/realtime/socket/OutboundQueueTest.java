package com.callmissed.realtime.socket;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OutboundQueueTest {
    private final FakeTransport peer = new FakeTransport();
    private final AtomicInteger overflows = new AtomicInteger();

    @Test
    void collectsUntilItIsStarted() {
        OutboundQueue queue = queue(8, 100);
        queue.offer(SocketFrame.of("ready"));
        queue.offer(SocketFrame.of("event"));
        assertThat(peer.sent).isEmpty();

        queue.start();
        peer.complete();

        assertThat(peer.sent).containsExactly("ready", "event");
    }

    @Test
    void hasOneWriteUnderWayThatTakesWhatWaitsInOrder() {
        OutboundQueue queue = started(8, 100);
        offer(queue, "a", "b", "c");
        assertThat(peer.sent).containsExactly("a");
        assertThat(peer.underWay()).isOne();

        peer.complete();
        assertThat(peer.sent).containsExactly("a", "b", "c");
        assertThat(peer.underWay()).isOne();

        offer(queue, "d");
        assertThat(peer.sent).hasSize(3);
        peer.complete();
        assertThat(peer.sent).containsExactly("a", "b", "c", "d");
    }

    @Test
    void writesLittleAtOnceButOneLargeFrame() {
        OutboundQueue queue = started(100, Integer.MAX_VALUE);
        String large = "l".repeat(OutboundQueue.WRITE_BYTES);
        String half = "h".repeat(OutboundQueue.WRITE_BYTES / 2 - 4);
        offer(queue, "first", large, half, half, "last");
        peer.complete();
        assertThat(peer.sent).containsExactly("first", large);
        peer.complete();
        assertThat(peer.sent).containsExactly("first", large, half, half);
        peer.complete();
        assertThat(peer.sent).endsWith("last");
    }

    @Test
    void takesAsManyOfSeveralAsThereIsRoomFor() {
        OutboundQueue queue = started(3, 100);
        List<SocketFrame> frames =
                List.of(SocketFrame.of("a"), SocketFrame.of("b"), SocketFrame.of("c"), SocketFrame.of("d"));
        assertThat(queue.offerIfRoom(frames)).isEqualTo(3);
        assertThat(peer.sent).containsExactly("a", "b", "c");
        assertThat(queue.offerIfRoom(frames)).isZero();
        assertThat(queue.written()).isZero();

        peer.complete();
        assertThat(queue.written()).isEqualTo(3);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(overflows).hasValue(0);
        queue.end();
        assertThat(queue.offerIfRoom(frames)).isZero();
    }

    @Test
    void countsTheFrameUnderWay() {
        OutboundQueue queue = started(3, 100);
        offer(queue, "a", "b", "c");
        assertThat(overflows).hasValue(0);

        offer(queue, "d");
        assertThat(overflows).hasValue(1);
    }

    @Test
    void makesRoomAsFramesAreWritten() {
        OutboundQueue queue = started(2, 100);
        for (int i = 0; i < 100; i++) {
            offer(queue, "a", "b");
            peer.complete();
            peer.complete();
        }
        assertThat(overflows).hasValue(0);
        assertThat(peer.sent).hasSize(200);
    }

    @Test
    void boundsBytesAsWellAsFrames() {
        OutboundQueue queue = started(100, 10);
        offer(queue, "12345", "ü".repeat(2));
        assertThat(overflows).hasValue(0);

        offer(queue, "ü");
        assertThat(overflows).hasValue(1);
    }

    @Test
    void letsOneFrameLargerThanTheBoundPass() {
        OutboundQueue queue = started(100, 10);
        offer(queue, "x".repeat(1_000));
        assertThat(peer.sent).hasSize(1);
        assertThat(overflows).hasValue(0);
    }

    @Test
    void endsOnOverflowAndTellsOnce() {
        OutboundQueue queue = started(1, 100);
        offer(queue, "a", "b", "c", "d");
        peer.complete();

        assertThat(overflows).hasValue(1);
        assertThat(peer.sent).containsExactly("a");
    }

    @Test
    void endsWhenAWriteFails() {
        OutboundQueue queue = started(8, 100);
        offer(queue, "a", "b");
        peer.fail();
        offer(queue, "c");

        assertThat(peer.sent).containsExactly("a");
        assertThat(overflows).hasValue(0);
    }

    @Test
    void dropsWhatWaitsWhenItEnds() {
        OutboundQueue queue = started(8, 100);
        offer(queue, "a", "b");
        queue.end();
        peer.complete();

        assertThat(peer.sent).containsExactly("a");
    }

    @Test
    void needsNoStackForFramesThatAreWrittenAtOnce() {
        List<String> written = new ArrayList<>();
        OutboundQueue queue = new OutboundQueue(
                frames -> {
                    frames.forEach(frame -> written.add(frame.text()));
                    return Future.succeededFuture();
                },
                200_000,
                Integer.MAX_VALUE,
                overflows::incrementAndGet);
        IntStream.range(0, 100_000).forEach(i -> queue.offer(SocketFrame.of("x")));
        queue.start();

        assertThat(written).hasSize(100_000);
    }

    /**
     * Producers on four threads, completions on a fifth: nothing lost or repeated, one write at a time, each producer
     * in order.
     */
    @Test
    void keepsOrderWhenThreadsRace() throws Exception {
        int producers = 4;
        int each = 20_000;
        List<String> written = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(producers * each);
        ExecutorService network = Executors.newSingleThreadExecutor();
        OutboundQueue queue = new OutboundQueue(
                frames -> {
                    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    frames.forEach(frame -> written.add(frame.text()));
                    return Future.fromCompletionStage(CompletableFuture.runAsync(
                            () -> {
                                underWay.decrementAndGet();
                                frames.forEach(frame -> all.countDown());
                            },
                            network));
                },
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                overflows::incrementAndGet);
        queue.start();
        ExecutorService threads = Executors.newFixedThreadPool(producers);
        for (int p = 0; p < producers; p++) {
            String name = p + ":";
            threads.submit(() -> IntStream.range(0, each).forEach(i -> queue.offer(SocketFrame.of(name + i))));
        }

        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        threads.shutdown();
        network.shutdown();
        assertThat(most).hasValue(1);
        for (int p = 0; p < producers; p++) {
            String name = p + ":";
            assertThat(written.stream().filter(text -> text.startsWith(name)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, each).mapToObj(i -> name + i).toList());
        }
    }

    private OutboundQueue queue(int maxFrames, int maxBytes) {
        return new OutboundQueue(peer::send, maxFrames, maxBytes, overflows::incrementAndGet);
    }

    private OutboundQueue started(int maxFrames, int maxBytes) {
        OutboundQueue queue = queue(maxFrames, maxBytes);
        queue.start();
        return queue;
    }

    private static void offer(OutboundQueue queue, String... texts) {
        for (String text : texts) {
            queue.offer(SocketFrame.of(text));
        }
    }
}
