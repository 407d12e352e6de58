package com.callmissed.http.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import com.callmissed.testing.Parallel;

import static org.assertj.core.api.Assertions.assertThat;

class BodyPoolTest {
    private static final long CAPACITY = 4_000_000;
    private static final long LARGE = CAPACITY / 4;

    private final AtomicLong now = new AtomicLong();
    private final BodyPool pool = new BodyPool(CAPACITY, now::get);
    private final List<String> evicted = new ArrayList<>();

    @Test
    void countsWhatBodiesHold() {
        BodyPool.Share first = open("first");
        BodyPool.Share second = open("second");
        assertThat(first.hold(10)).isTrue();
        assertThat(first.hold(30)).isTrue();
        assertThat(second.hold(5)).isTrue();
        assertThat(pool.used()).isEqualTo(35);
        first.close();
        first.close();
        assertThat(pool.used()).isEqualTo(5);
        second.finish();
        assertThat(pool.used()).isEqualTo(5);
        second.close();
        assertThat(pool.used()).isZero();
    }

    @Test
    void refusesWhatDoesNotFit() {
        fill(3);
        BodyPool.Share one = open("one more");
        assertThat(one.hold(LARGE)).isFalse();
        assertThat(pool.used()).isEqualTo(3 * LARGE);
        assertThat(evicted).isEmpty();
    }

    @Test
    void keepsAQuarterForSmallBodies() {
        fill(3);
        BodyPool.Share small = open("small");
        assertThat(small.hold(BodyPool.SMALL)).isTrue();
        assertThat(small.hold(BodyPool.SMALL + 1)).isFalse();
        assertThat(pool.used()).isEqualTo(3 * LARGE + BodyPool.SMALL);
    }

    @Test
    void makesTheOldestUnfinishedBodiesMakeRoom() {
        List<BodyPool.Share> slow = fill(3);
        now.addAndGet(BodyPool.PROTECTED_NANOS);
        assertThat(open("quick").hold(2 * LARGE)).isTrue();
        assertThat(evicted).containsExactly("0", "1");
        assertThat(pool.used()).isEqualTo(3 * LARGE);
        assertThat(slow.get(0).hold(LARGE)).as("evicted").isFalse();
        slow.get(0).close();
        assertThat(pool.used()).isEqualTo(3 * LARGE);
    }

    @Test
    void leavesFinishedAndYoungBodiesAlone() {
        List<BodyPool.Share> finished = fill(2);
        finished.forEach(BodyPool.Share::finish);
        now.addAndGet(BodyPool.PROTECTED_NANOS);
        open("young").hold(LARGE);
        assertThat(open("one more").hold(LARGE)).isFalse();
        assertThat(evicted).isEmpty();
    }

    @Test
    void leavesHalfToOtherTenants() {
        UUID hostile = UUID.randomUUID();
        BodyPool.Share first = open(hostile, "first");
        assertThat(first.hold(LARGE)).isTrue();
        assertThat(open(hostile, "second").hold(LARGE)).isTrue();
        BodyPool.Share third = open(hostile, "third");
        assertThat(third.hold(BodyPool.SMALL)).isFalse();
        assertThat(open(UUID.randomUUID(), "other").hold(LARGE)).isTrue();
        first.close();
        assertThat(third.hold(BodyPool.SMALL)).isTrue();
        assertThat(evicted).isEmpty();
    }

    @Test
    void makesTheBodiesOfATenantMakeRoomForItsOwn() {
        UUID hostile = UUID.randomUUID();
        open(UUID.randomUUID(), "other").hold(LARGE);
        open(hostile, "first").hold(LARGE);
        open(hostile, "second").hold(LARGE);
        now.addAndGet(BodyPool.PROTECTED_NANOS);
        assertThat(open(hostile, "third").hold(LARGE)).isTrue();
        assertThat(evicted).containsExactly("first");
        assertThat(pool.used()).isEqualTo(3 * LARGE);
    }

    @Test
    void neverHoldsMoreThanItsCapacity() {
        AtomicInteger granted = new AtomicInteger();
        Parallel.run(8, thread -> {
            for (int i = 0; i < 2_000; i++) {
                BodyPool.Share share = pool.open(null, () -> {});
                if (share.hold(LARGE)) {
                    granted.incrementAndGet();
                    assertThat(pool.used()).isLessThanOrEqualTo(CAPACITY);
                }
                share.close();
            }
            return null;
        });
        assertThat(granted.get()).isPositive();
        assertThat(pool.used()).isZero();
    }

    private List<BodyPool.Share> fill(int bodies) {
        List<BodyPool.Share> shares = new ArrayList<>();
        for (int i = 0; i < bodies; i++) {
            shares.add(open(String.valueOf(i)));
            assertThat(shares.get(i).hold(LARGE)).isTrue();
        }
        return shares;
    }

    private BodyPool.Share open(String name) {
        return open(null, name);
    }

    private BodyPool.Share open(UUID tenantId, String name) {
        return pool.open(tenantId, () -> evicted.add(name));
    }
}
