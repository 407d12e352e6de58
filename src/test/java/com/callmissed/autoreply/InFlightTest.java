package com.callmissed.autoreply;

import java.util.UUID;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.callmissed.thread.DeliveryStatus;

import static org.assertj.core.api.Assertions.assertThat;

class InFlightTest {
    @ParameterizedTest
    @CsvSource({
        "SENT, false, false, SENT",
        "READ, false, false, SENT",
        "FAILED, false, false, FAILED",
        "FAILED, false, true, SENT",
        "SENDING, false, false, FAILED",
        "SENDING, false, true, SENT",
        "SENDING, true, false, UNCERTAIN",
        "UNCERTAIN, false, false, UNCERTAIN",
        "UNCERTAIN, false, true, UNCERTAIN"
    })
    void namesWhatTheCustomerMayHaveSeen(DeliveryStatus status, boolean claimed, boolean partly, InFlight expected) {
        UUID claim = claimed ? UUID.randomUUID() : null;
        assertThat(InFlight.of(new InFlightStore.Progress(status, claim, false, partly)))
                .isEqualTo(expected);
    }
}
