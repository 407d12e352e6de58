package com.callmissed.draft.model;

import java.net.ConnectException;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ModelFailureTest {
    @Test
    void aTimeOutOfTheClientIsNoAnswerInTime() {
        ModelFailure failure = ModelFailure.unreachable(new TimeoutException());
        assertThat(failure).hasMessage("no answer in time");
        assertThat(failure.isWorthRetrying()).isFalse();
    }

    @Test
    void aRefusedConnectionMayBeTriedAgain() {
        ModelFailure failure = ModelFailure.unreachable(new ConnectException());
        assertThat(failure).hasMessage("no connection, ConnectException");
        assertThat(failure.isWorthRetrying()).isTrue();
    }
}
