package com.callmissed.persistence;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import org.junit.jupiter.api.Test;

import com.callmissed.persistence.LargeReads.Receiver;

import static org.assertj.core.api.Assertions.assertThat;

class LargeReadsTest {
    private static final int RESULTS = 4;

    private final LargeReads reads = new LargeReads();
    private final AtomicInteger begun = new AtomicInteger();
    private final List<String> results = new ArrayList<>();

    @Test
    void holdsFewResultsUntilTheyAreTaken() {
        List<Receiver> receivers = fill();
        read(new Receiver());
        assertThat(begun).hasValue(RESULTS);

        receivers.get(1).taken();
        assertThat(begun).hasValue(RESULTS + 1);
        assertThat(results).hasSize(RESULTS + 1);
    }

    @Test
    void takesTheResultBeforeWithTheNextRead() {
        List<Receiver> receivers = fill();
        read(receivers.get(0));
        assertThat(begun).hasValue(RESULTS + 1);
        receivers.get(0).taken();
        receivers.get(0).taken();
        read(new Receiver());
        read(new Receiver());
        assertThat(begun).hasValue(RESULTS + 2);
    }

    @Test
    void holdsNothingForAReceiverThatIsGone() {
        Receiver gone = new Receiver();
        gone.end();
        for (int i = 0; i < 3 * RESULTS; i++) {
            read(gone);
        }
        assertThat(results).hasSize(3 * RESULTS);
    }

    @Test
    void beginsAReceiverBeforeItsFirstResultOnly() {
        List<Integer> resultsBefore = new ArrayList<>();
        Receiver receiver = new Receiver(first -> resultsBefore.add(results.size()), () -> {});
        read(receiver);
        read(receiver);
        assertThat(resultsBefore).containsExactly(0);
    }

    @Test
    void holdsNothingForAReadThatFails() {
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < 2 * RESULTS; i++) {
            reads.read(new Receiver(), () -> Uni.createFrom().failure(new IllegalStateException("no")))
                    .subscribe()
                    .with(result -> {}, failures::add);
        }
        assertThat(failures).hasSize(2 * RESULTS);
        read(new Receiver());
        assertThat(results).hasSize(1);
    }

    @Test
    void forgetsAReaderThatLeavesWhileItWaits() {
        List<Receiver> receivers = fill();
        Cancellable waiting = read(new Receiver());
        waiting.cancel();
        receivers.get(0).taken();
        assertThat(begun).hasValue(RESULTS);
        read(new Receiver());
        assertThat(begun).hasValue(RESULTS + 1);
    }

    private List<Receiver> fill() {
        List<Receiver> receivers = new ArrayList<>();
        for (int i = 0; i < RESULTS; i++) {
            receivers.add(new Receiver());
            read(receivers.get(i));
        }
        assertThat(results).hasSize(RESULTS);
        return receivers;
    }

    private Cancellable read(Receiver receiver) {
        return reads.read(receiver, () -> Uni.createFrom().item(() -> "result " + begun.incrementAndGet()))
                .subscribe()
                .with(results::add);
    }
}
