package com.callmissed.packaged.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the checker: each test adds one error to a valid history. */
class FeedHistoryTest {
    private final Ledger writer = new Ledger("A");
    private final Ledger stranger = new Ledger("B");
    private final List<SeenEvent> first = new ArrayList<>();
    private final List<SeenEvent> second = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private long start = 0;
    private long end = 4;

    @BeforeEach
    void writeAGoodHistory() {
        for (String token : List.of("a1", "a2", "a3")) {
            writer.sends(token);
            writer.acknowledged(token);
        }
        stranger.sends("b1");
        List<SeenEvent> log = List.of(event(1, 1, "a1"), event(2, 2, "a2"), event(3, 0, null), event(4, 3, "a3"));
        first.addAll(log);
        second.addAll(log);
    }

    @Test
    void acceptsAGoodOne() {
        assertThat(findings()).isEmpty();
    }

    @Test
    void acceptsOneThatBeganLater() {
        start = 2;
        second.subList(0, 2).clear();
        assertThat(findings()).isEmpty();
    }

    @Test
    void acceptsAnEventOfARequestThatWasNotAcknowledgedAndNoneOfAnother() {
        writer.sends("a4");
        writer.sends("a5");
        first.add(event(5, 4, "a4"));
        second.add(event(5, 4, "a4"));
        end = 5;
        assertThat(findings()).isEmpty();
    }

    @Test
    void findsAGap() {
        second.remove(2);
        assertThat(findings()).containsExactly("second of tenant A: 4 after 2");
    }

    @Test
    void findsAGapAtTheBeginning() {
        second.remove(0);
        assertThat(findings())
                .contains(
                        "second of tenant A: 2 after 0",
                        "second of tenant A: token a1 is missing, which was acknowledged");
    }

    @Test
    void findsAnEarlyEnd() {
        second.remove(3);
        assertThat(findings())
                .containsExactly(
                        "second of tenant A: ends with 3 and not with 4",
                        "second of tenant A: token a3 is missing, which was acknowledged");
    }

    @Test
    void findsARepetition() {
        second.add(1, first.get(0));
        assertThat(findings()).contains("second of tenant A: 1 after 1", "second of tenant A: token a1 again, at 1");
    }

    @Test
    void findsATokenAtTwoPositions() {
        first.set(2, event(3, 0, "a2"));
        second.set(2, event(3, 0, "a2"));
        assertThat(findings())
                .containsExactly("first of tenant A: token a2 again, at 3", "second of tenant A: token a2 again, at 3");
    }

    @Test
    void findsEventsInAnotherOrder() {
        second.add(1, second.remove(2));
        assertThat(findings())
                .containsExactly(
                        "second of tenant A: 3 after 1",
                        "second of tenant A: 2 after 3",
                        "second of tenant A: 4 after 2");
    }

    @Test
    void findsTwoLogs() {
        second.set(1, event(2, 0, null));
        second.set(2, event(3, 2, "a2"));
        assertThat(findings())
                .containsExactly(
                        "second of tenant A: 2 is 2:null and was for another 2:a2",
                        "second of tenant A: 3 is 3:a2 and was for another 3:null");
    }

    @Test
    void findsAnEventOfAnotherTenant() {
        second.set(2, new SeenEvent(3, "B", "elsewhere", 0, null, "3:null"));
        assertThat(findings()).containsExactly("second of tenant A: an event of tenant B: 3:null");
    }

    @Test
    void findsTokensOfOthers() {
        first.set(2, event(3, 0, "b1"));
        second.set(2, event(3, 0, "b1"));
        first.add(event(5, 0, "nobody's"));
        second.add(event(5, 0, "nobody's"));
        end = 5;
        assertThat(findings())
                .contains("second of tenant A: token b1 of tenant B", "second of tenant A: token nobody's of nobody");
    }

    @Test
    void findsATokenThatNobodySaw() {
        writer.sends("a4");
        writer.acknowledged("a4");
        assertThat(findings())
                .containsExactly(
                        "first of tenant A: token a4 is missing, which was acknowledged",
                        "second of tenant A: token a4 is missing, which was acknowledged");
    }

    @Test
    void findsARequestThatOvertookAnEarlierOne() {
        for (List<SeenEvent> seen : List.of(first, second)) {
            seen.set(0, event(1, 1, "a2"));
            seen.set(1, event(2, 2, "a1"));
        }
        assertThat(findings()).containsExactly("Token a2 was written after a1 and comes before it");
    }

    @Test
    void findsAThreadInAnotherOrder() {
        for (List<SeenEvent> seen : List.of(first, second)) {
            seen.set(1, event(2, 3, "a2"));
        }
        assertThat(findings())
                .contains("first of tenant A: 3 of the thread after 1: 2:a2")
                .hasSize(4);
    }

    @Test
    void findsWhatASubscriberComplainedOf() {
        complaints.add("resync_required");
        assertThat(findings()).containsExactly("second of tenant A: resync_required");
    }

    private static SeenEvent event(long seq, int place, String token) {
        return new SeenEvent(seq, "A", "chat", place, token, seq + ":" + token);
    }

    private List<String> findings() {
        Recording one = recording("first", 0, first);
        Recording other = recording("second", start, second);
        complaints.forEach(other::complain);
        return FeedHistory.check(List.of(writer, stranger), List.of(one, other), Map.of("A", end));
    }

    private static Recording recording(String name, long start, List<SeenEvent> events) {
        Recording recording = new Recording("A", name);
        recording.starts(start, "cursor");
        events.forEach(event -> recording.saw(event, "cursor"));
        return recording;
    }
}
