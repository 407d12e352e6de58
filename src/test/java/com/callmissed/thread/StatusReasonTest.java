package com.callmissed.thread;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StatusReasonTest {
    /** A newer version of the service may run beside this one and know more reasons. */
    @Test
    void isReadAsNoneWhereItIsNotKnown() {
        assertThat(StatusReason.of("no_answer")).isEqualTo(StatusReason.NO_ANSWER);
        assertThat(StatusReason.of("of_the_future")).isNull();
        assertThat(StatusReason.of(null)).isNull();
    }
}
