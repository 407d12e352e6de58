package com.callmissed.thread;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import com.callmissed.events.Actor;

import static org.assertj.core.api.Assertions.assertThat;

class ControlTest {
    private static final Actor DANA = new Actor(Actor.Kind.USER, "dana");
    private static final Instant NOW = Instant.parse("2026-06-06T12:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofHours(2));

    private final Control control = new Control();

    ControlTest() {
        control.enabled = true;
    }

    @Test
    void raisesTheEpochWithEveryChangeOfWhoAnswers() {
        assertThat(control.pause(DANA, "vacation", LATER, NOW)).isTrue();
        assertThat(control.epoch).isEqualTo(1);
        assertThat(control.resume(Actor.SYSTEM, LATER)).isTrue();
        assertThat(control.epoch).isEqualTo(2);
        assertThat(control.takenOver(DANA, LATER)).isTrue();
        assertThat(control.epoch).isEqualTo(3);
        assertThat(control.takenOver(DANA, LATER)).isFalse();
        assertThat(control.epoch).isEqualTo(4);
        control.escalated();
        assertThat(control.epoch).isEqualTo(5);
    }

    @Test
    void takesNoNoticeOfWhatIsAlreadySo() {
        assertThat(control.resume(DANA, NOW)).isFalse();
        control.pause(DANA, "vacation", null, NOW);
        assertThat(control.pause(Actor.SYSTEM, null, null, LATER)).isFalse();
        assertThat(control.epoch).isEqualTo(1);
        assertThat(control.since).isEqualTo(NOW);
        assertThat(control.by()).isEqualTo(DANA);
        assertThat(control.reason).isEqualTo("vacation");
    }

    @Test
    void turnsAPauseWithAnEndIntoOneWithout() {
        control.pause(DANA, "lunch", LATER, NOW);
        assertThat(control.pause(DANA, null, null, NOW)).isTrue();
        assertThat(control.resumesAt).isNull();
        assertThat(control.reason).isEqualTo("lunch");
        assertThat(control.epoch).isEqualTo(1);
    }

    @Test
    void keepsTheEndOfAPauseWhenAPersonReplies() {
        control.pause(DANA, "lunch", LATER, NOW);
        control.takenOver(new Actor(Actor.Kind.API_KEY, "k1"), NOW);
        assertThat(control.resumesAt).isEqualTo(LATER);
        assertThat(control.by()).isEqualTo(DANA);
    }

    @Test
    void forgetsThePauseWhenTheBotAnswersAgain() {
        control.takenOver(DANA, NOW);
        assertThat(control.reason).isEqualTo("human_reply");
        control.resume(Actor.SYSTEM, LATER);
        assertThat(control.reason).isNull();
        assertThat(control.resumesAt).isNull();
        assertThat(control.since).isEqualTo(LATER);
        assertThat(control.by()).isEqualTo(Actor.SYSTEM);
    }
}
