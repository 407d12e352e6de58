package com.callmissed.config;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DatabaseUrlConfigSourceTest {
    @Test
    void derivesTheAddressesOfBothClients() {
        assertThat(DatabaseUrlConfigSource.derive(
                        "postgresql://me:p%40ss+%2Fw:rd@db.internal:5433/service?sslmode=require"))
                .isEqualTo(Map.of(
                        "quarkus.datasource.reactive.url", "postgresql://db.internal:5433/service?sslmode=require",
                        "quarkus.datasource.jdbc.url", "jdbc:postgresql://db.internal:5433/service?sslmode=require",
                        "quarkus.datasource.username", "me",
                        "quarkus.datasource.password", "p@ss+/w:rd"));
    }

    @Test
    void understandsTheShortSchemeAndTheUsualPort() {
        assertThat(DatabaseUrlConfigSource.derive("postgres://me:secret@db/service"))
                .containsEntry("quarkus.datasource.reactive.url", "postgresql://db:5432/service");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "db",
                "jdbc:postgresql://db/service",
                "mysql://me:secret@db/service",
                "postgresql://db/service",
                "postgresql://me@db/service",
                "postgresql://me:secret@/service",
                "postgresql://me:secret@db",
                "postgresql://me:secret@db/",
                "postgresql://me:se cret@db/service",
                "postgresql://me:100%@db/service"
            })
    void knowsWhatLeadsToNoDatabase(String url) {
        assertThat(DatabaseUrlConfigSource.isValid(url)).isFalse();
    }
}
