package com.callmissed.outbound;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class BreakersTest {
    private static final SendResult ACCEPTED = new SendResult.Accepted("wamid.1");
    private static final SendResult TIMED_OUT = new SendResult.Unknown("no response");
    private static final SendResult UNREACHABLE = SendResult.TryLater.unreachable("no connection");
    private static final List<SendResult> RESPONSES = List.of(
            ACCEPTED,
            new SendResult.Refused(131026, "Undeliverable", null),
            SendResult.TryLater.unavailable(Duration.ofSeconds(1), "busy"));

    private final AtomicLong now = new AtomicLong(System.nanoTime());
    private final AtomicInteger openings = new AtomicInteger();
    private final Breakers breakers = new Breakers("WhatsApp", now::get, openings::incrementAndGet);
    private final Number one = new Number();
    private final Number other = new Number(one.tenant, UUID.randomUUID());

    /** A bot and its number. */
    private record Number(UUID tenant, UUID bot) {
        private Number() {
            this(UUID.randomUUID(), UUID.randomUUID());
        }
    }

    @Test
    void stopsOnlyTheNumberThatHangs() {
        fail(one, 3);
        assertThat(begin(one)).isNull();
        assertThat(breakers.stopped()).containsExactly(one.bot);
        assertThat(breakers.open()).isEqualTo(1);
        assertThat(openings).hasValue(1);
        assertThat(breakers.admits()).isTrue();
        begin(other).ended(ACCEPTED);
        begin(new Number()).ended(ACCEPTED);
    }

    @Test
    void doesNotStopOthersForLateRequestsAndProbesOfOneNumber() {
        List<Breakers.Request> underWay =
                Stream.generate(() -> begin(one)).limit(16).toList();
        underWay.forEach(request -> request.ended(TIMED_OUT));
        for (int probe = 0; probe < 20; probe++) {
            pass(Duration.ofMinutes(1));
            begin(one).ended(TIMED_OUT);
        }
        assertThat(breakers.admits()).isTrue();
        assertThat(begin(other)).isNotNull();
    }

    @Test
    void goesOnWhenTheProbeHasAResponse() {
        for (SendResult response : RESPONSES) {
            fail(one, 3);
            pass(Duration.ofSeconds(5));
            Breakers.Request probe = begin(one);
            assertThat(begin(one)).as("a second probe").isNull();
            probe.ended(response);
            assertThat(breakers.stopped()).isNull();
            assertThat(breakers.open()).isZero();
        }
    }

    @Test
    void learnsNothingFromRequestsThatWereNotMade() {
        fail(one, 2);
        begin(one).ended(UNREACHABLE);
        begin(one).close();
        assertThat(begin(one)).isNotNull();
        fail(one, 1);
        assertThat(begin(one)).isNull();
        pass(Duration.ofSeconds(5));
        begin(one).ended(UNREACHABLE);
        begin(one).close();
        assertThat(breakers.open()).isEqualTo(1);
        assertThat(begin(one)).as("the next probe").isNotNull();
    }

    @Test
    void countsTheFirstEndOfARequestOnly() {
        fail(one, 3);
        pass(Duration.ofSeconds(5));
        Breakers.Request probe = begin(one);
        probe.ended(TIMED_OUT);
        probe.ended(ACCEPTED);
        probe.close();
        assertThat(begin(one)).isNull();
    }

    @Test
    void stopsTheProviderWhenSeveralNumbersHang() {
        fail(one, 3);
        fail(other, 1);
        assertThat(breakers.admits()).isTrue();
        fail(new Number(), 1);
        assertThat(breakers.admits()).isFalse();
        assertThat(begin(new Number())).isNull();
        assertThat(breakers.open()).isEqualTo(2);
        pass(Duration.ofSeconds(5));
        Breakers.Request probe = begin(new Number());
        assertThat(begin(new Number())).isNull();
        probe.ended(ACCEPTED);
        assertThat(begin(new Number())).isNotNull();
        assertThat(breakers.open()).as("the first number").isEqualTo(1);
    }

    /** Otherwise the oldest message tries each time, and it can be that of a number that hangs by itself. */
    @Test
    void triesNumbersThatHangByThemselvesLast() {
        Number third = new Number();
        fail(one, 3);
        fail(other, 2);
        assertThat(find(one, third)).isEmpty();
        pass(Duration.ofSeconds(5));
        assertThat(find(one)).as("when nothing else is due").containsExactly(one);
        assertThat(find(one, third)).containsExactly(third);
        begin(third).ended(ACCEPTED);
        assertThat(breakers.admits()).isTrue();
        assertThat(breakers.open()).as("the first number").isEqualTo(1);
        assertThat(find(one, third)).as("its own try").containsExactly(one, third);
        begin(one).ended(TIMED_OUT);
        assertThat(find(one, third)).containsExactly(third);
    }

    @Test
    void aProbeThatWaitsForItsMessageStopsNoOther() {
        fail(one, 3);
        fail(other, 2);
        pass(Duration.ofSeconds(5));
        Breakers.Request waiting = begin(one);
        assertThat(begin(new Number())).isNull();
        pass(Duration.ofSeconds(3));
        Breakers.Request next = begin(new Number());
        next.made();
        waiting.close();
        pass(Duration.ofSeconds(10));
        assertThat(begin(new Number())).as("while the next one is made").isNull();
        next.ended(ACCEPTED);
        assertThat(breakers.admits()).isTrue();
    }

    @Test
    void forgetsAProviderThatNobodyTries() {
        fail(one, 3);
        fail(other, 2);
        assertThat(breakers.open()).isEqualTo(2);
        pass(Duration.ofMinutes(10));
        assertThat(breakers.open()).isZero();
        assertThat(breakers.admits()).isTrue();
    }

    @Test
    void forgetsOldCountsOfTheProvider() {
        fail(one, 3);
        pass(Duration.ofMinutes(11));
        fail(one, 2);
        assertThat(breakers.admits()).isTrue();
        fail(other, 2);
        assertThat(breakers.admits()).isTrue();
        fail(other, 1);
        assertThat(breakers.admits()).as("five in ten minutes").isFalse();
    }

    @Test
    void doesNotStopTheProviderWhileAnyNumberHasResponses() {
        for (int i = 0; i < 10; i++) {
            fail(new Number(), 3);
            begin(one).ended(ACCEPTED);
        }
        assertThat(breakers.admits()).isTrue();
    }

    @Test
    void forgetsANumberThatHasNothingToSend() {
        fail(one, 3);
        pass(Duration.ofMinutes(11));
        assertThat(breakers.open()).isZero();
        assertThat(begin(one)).isNotNull();
    }

    @Test
    void keepsALimitedNumberOfEntries() {
        for (int i = 0; i < 10_100; i++) {
            fail(new Number(), 1);
            begin(one).ended(ACCEPTED);
        }
        fail(one, 3);
        assertThat(breakers.stopped()).hasSize(1);
    }

    /**
     * A replica with 32 places, of which a tenant has 16, and more messages than it can send. Nothing has a response
     * for ten minutes, and each request ends after ten seconds.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 1_000})
    void costsAtMost64MessagesInTenMinutes(int tenants) {
        List<Number> numbers = Stream.generate(Number::new).limit(tenants).toList();
        List<Begun> underWay = new ArrayList<>();
        int uncertain = 0;
        for (int second = 0; second < 600; second++) {
            fill(numbers, underWay, second);
            while (!underWay.isEmpty() && underWay.get(0).second + 10 <= second) {
                underWay.remove(0).request.ended(TIMED_OUT);
                uncertain++;
                fill(numbers, underWay, second);
            }
            pass(Duration.ofSeconds(1));
        }
        assertThat(uncertain + underWay.size()).isBetween(16, 64);
        assertThat(breakers.open()).isPositive();
    }

    private record Begun(Number number, Breakers.Request request, int second) {}

    private void fill(List<Number> numbers, List<Begun> underWay, int second) {
        for (Number number : numbers) {
            while (underWay.size() < 32
                    && underWay.stream()
                                    .filter(begun -> begun.number.equals(number))
                                    .count()
                            < 16) {
                Breakers.Request request = begin(number);
                if (request == null) {
                    break;
                }
                request.made();
                underWay.add(new Begun(number, request, second));
            }
        }
    }

    private List<Number> find(Number... due) {
        return breakers.find(except -> Uni.createFrom()
                        .item(Stream.of(due)
                                .filter(number ->
                                        except == null || !List.of(except).contains(number.bot))
                                .toList()))
                .await()
                .indefinitely();
    }

    private Breakers.Request begin(Number number) {
        return breakers.begin(number.tenant, number.bot);
    }

    private void fail(Number number, int times) {
        for (int i = 0; i < times; i++) {
            begin(number).ended(TIMED_OUT);
        }
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
