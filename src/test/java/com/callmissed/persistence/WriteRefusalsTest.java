package com.callmissed.persistence;

import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

import io.vertx.pgclient.PgException;
import org.hibernate.HibernateException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WriteRefusalsTest {
    private static final Instant START = Instant.parse("2026-11-27T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final WriteRefusals writes = new WriteRefusals(now::get);

    @Test
    void remembersARefusalUntilAWriteSucceeds() {
        assertThat(writes.reason()).isEmpty();
        writes.failed(new HibernateException("wrapped", postgres("53100")));
        assertThat(writes.reason()).contains("the disk of the database is full");
        writes.failed(new SQLException("cannot execute UPDATE in a read-only transaction", "25006"));
        assertThat(writes.reason()).contains("the database is read-only");
        assertThat(writes.count()).isEqualTo(2);
        writes.succeeded();
        assertThat(writes.reason()).isEmpty();
        assertThat(writes.count()).isEqualTo(2);
    }

    @Test
    void forgetsItAfterAMinute() {
        writes.failed(postgres("53100"));
        now.set(START.plusSeconds(59));
        assertThat(writes.reason()).isPresent();
        now.set(START.plusSeconds(60));
        assertThat(writes.reason()).isEmpty();
    }

    @Test
    void ignoresOtherFailures() {
        writes.failed(postgres("53300"));
        writes.failed(postgres("57014"));
        writes.failed(new IllegalStateException("read-only"));
        assertThat(writes.reason()).isEmpty();
        assertThat(writes.count()).isZero();
    }

    private static PgException postgres(String state) {
        return new PgException("refused", "ERROR", state, null);
    }
}
