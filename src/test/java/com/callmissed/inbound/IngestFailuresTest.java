package com.callmissed.inbound;

import io.vertx.pgclient.PgException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class IngestFailuresTest {
    @ParameterizedTest
    @CsvSource({"22P05,true", "54000,true", "23514,true", "23502,true", "23505,false", "40001,false", "57P01,false"})
    void knowsValuesThatWillNeverBeStored(String state, boolean permanent) {
        assertThat(IngestFailures.isPermanent(new IllegalStateException(database(state))))
                .isEqualTo(permanent);
        assertThat(IngestFailures.isPermanent(new IllegalStateException("bug"))).isFalse();
    }

    @Test
    void namesAFailureWithoutItsWords() {
        assertThat(IngestFailures.describe(new RuntimeException(database("22P05"))))
                .isEqualTo("PostgreSQL 22P05");
        assertThat(IngestFailures.describe(new IllegalStateException("hello from +1650")))
                .matches("IllegalStateException at IngestFailuresTest\\.java:[0-9]+");
    }

    private static PgException database(String state) {
        return new PgException("a customer's words", "ERROR", state, "more words");
    }
}
