package com.callmissed.lifecycle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.callmissed.testing.OurClasses;

import static org.assertj.core.api.Assertions.assertThat;

class StartupChecksTest {
    private static final Map<String, String> COMPLETE = Map.of(
            "callmissed.mode", "production",
            "DATABASE_URL", "postgresql://me:secret@db/service",
            "callmissed.key-pepper", "p".repeat(32),
            "callmissed.encryption-key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "callmissed.jwt.jwks-url", "https://issuer.example/jwks.json");

    @Test
    void localModeNeedsNothing() {
        assertThat(problems(Map.of())).isEmpty();
    }

    @Test
    void productionStartsWithEverySettingInPlace() {
        assertThat(problems(COMPLETE)).isEmpty();
    }

    @Test
    void productionNamesEachMissingSetting() {
        assertThat(problems(Map.of("callmissed.mode", "production")))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("DATABASE_URL is missing"),
                        line -> assertThat(line).startsWith("CALLMISSED_KEY_PEPPER is missing"),
                        line -> assertThat(line).startsWith("CALLMISSED_ENCRYPTION_KEY is missing"),
                        line -> assertThat(line)
                                .startsWith("CALLMISSED_JWT_PUBLIC_KEY or CALLMISSED_JWT_JWKS_URL is missing"));
    }

    @Test
    void namesAMalformedDatabaseUrlInEveryModeWithoutItsPassword() {
        for (String mode : List.of("local", "production")) {
            Map<String, String> settings = new HashMap<>(COMPLETE);
            settings.put("callmissed.mode", mode);
            settings.put("DATABASE_URL", "postgresql:/me:hunter2@db/service");
            assertThat(problems(settings))
                    .singleElement()
                    .asString()
                    .startsWith("DATABASE_URL is malformed")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void localModeUsesADatabaseOfAnotherMachineOnlyWhenConfirmed() {
        assertThat(problems(Map.of("DATABASE_URL", "postgresql://me:hunter2@db/service")))
                .containsExactly(
                        "DATABASE_URL names another machine, but CALLMISSED_MODE is local: set it to production,"
                                + " or set CALLMISSED_LOCAL_REMOTE_DATABASE=true");
        assertThat(problems(Map.of(
                        "DATABASE_URL", "postgresql://me:hunter2@db/service",
                        "callmissed.local-remote-database", "true")))
                .isEmpty();
        for (String host : List.of("localhost", "127.0.0.1:5433", "[::1]")) {
            assertThat(problems(Map.of("DATABASE_URL", "postgresql://me:hunter2@" + host + "/service")))
                    .isEmpty();
        }
    }

    @Test
    void warnsOfVariablesThatHaveNoEffect() {
        assertThat(StartupChecks.warnings(List.of(
                        "PATH",
                        "CALLMISSED_MODE",
                        "CALLMISSED_AI_CIRCUIT_DELAY",
                        "CALLMISSED_SOCKET_ORIGINS",
                        "CALLMISSED_SOCKET_ORIGINS_0_",
                        "CALLMISSED_SOCKET_ORIGIN",
                        "CALLMISSED_AI_CIRCUIT")))
                .containsExactly(
                        "CALLMISSED_AI_CIRCUIT is not a setting of this version and has no effect",
                        "CALLMISSED_SOCKET_ORIGIN is not a setting of this version and has no effect");
    }

    @Test
    void readsEveryMapping() {
        assertThat(StartupChecks.MAPPINGS).containsExactlyInAnyOrderElementsOf(OurClasses.configMappings());
        assertThat(problems(Map.of("callmissed.socket.ping-interval", "often")))
                .containsExactly("CALLMISSED_SOCKET_PING_INTERVAL is malformed");
    }

    @Test
    void namesASettingOfTheWrongType() {
        assertThat(problems(Map.of("callmissed.mode", "staging")))
                .containsExactly("CALLMISSED_MODE is malformed, allowed values: production,local");
        assertThat(problems(Map.of("callmissed.jwt.jwks-url", "https://me:hunter2@issuer.example/ jwks")))
                .containsExactly("CALLMISSED_JWT_JWKS_URL is malformed");
    }

    @Test
    void sendsAccessTokensNowhereInTheClear() {
        assertThat(problems(Map.of("callmissed.whatsapp.base-url", "http://graph.example")))
                .containsExactly("CALLMISSED_WHATSAPP_BASE_URL must be an https address; http only on this machine");
        assertThat(problems(Map.of("callmissed.whatsapp.base-url", "http://127.0.0.1:9000")))
                .isEmpty();
    }

    @Test
    void refusesLeasesThatEndBeforeTheWork() {
        assertThat(problems(Map.of("callmissed.outbox.lease", "PT11S", "callmissed.autoreply.lease", "PT29S")))
                .containsExactly(
                        "CALLMISSED_OUTBOX_LEASE is too short: at least CALLMISSED_WHATSAPP_TIMEOUT and 2 s",
                        "CALLMISSED_AUTOREPLY_LEASE is too short: at least CALLMISSED_AI_TIMEOUT and 10 s");
        assertThat(problems(Map.of("callmissed.outbox.lease", "PT12S", "callmissed.autoreply.lease", "PT30S")))
                .isEmpty();
    }

    @Test
    void refusesAddressesThatNobodyCanUse() {
        assertThat(problems(Map.of("callmissed.public-url", "ftp://me:hunter2@files.example")))
                .containsExactly("CALLMISSED_PUBLIC_URL is malformed:"
                        + " http or https, a host and a path without query are expected");
        assertThat(problems(Map.of("callmissed.public-url", "https://me:hunter2@calls.example/hooks")))
                .isEmpty();
        for (String origin : List.of("*", "app.example.com", "https://app.example.com/", "https://a.example/inbox")) {
            assertThat(problems(Map.of("callmissed.cors-origins", "https://fine.example:8443," + origin)))
                    .containsExactly("CALLMISSED_CORS_ORIGINS is malformed:"
                            + " origins such as https://app.example.com are expected, without a path");
            assertThat(problems(Map.of("callmissed.socket.origins", origin)))
                    .singleElement()
                    .asString()
                    .startsWith("CALLMISSED_SOCKET_ORIGINS is malformed");
        }
        assertThat(problems(Map.of("callmissed.cors-origins", "https://fine.example:8443, http://localhost:3000")))
                .isEmpty();
    }

    @Test
    void namesAnEmptySettingAndOneWithABrokenReference() {
        assertThat(problems(Map.of("callmissed.outbox.attempts", "", "callmissed.jwt.issuer", "${hunter2}")))
                .containsExactlyInAnyOrder(
                        "CALLMISSED_OUTBOX_ATTEMPTS is malformed", "CALLMISSED_JWT_ISSUER is malformed");
    }

    @Test
    void refusesAPingThatComesTooLate() {
        assertThat(problems(Map.of("callmissed.socket.ping-interval", "75s")))
                .containsExactly(
                        "CALLMISSED_SOCKET_SILENCE_LIMIT is too short: longer than CALLMISSED_SOCKET_PING_INTERVAL");
    }

    @Test
    void namesSettingsOfThePlatform() {
        assertThat(problems(Map.of(
                        "quarkus.http.port", "65536",
                        "quarkus.management.port", "metrics",
                        "quarkus.datasource.reactive.max-size", "1",
                        "quarkus.flyway.migrate-at-start", "fasle",
                        "quarkus.log.level", "LOUD")))
                .containsExactly(
                        "QUARKUS_HTTP_PORT must be from 0 to 65535",
                        "QUARKUS_MANAGEMENT_PORT must be from 0 to 65535",
                        "QUARKUS_DATASOURCE_REACTIVE_MAX_SIZE must be from 2 to 10000",
                        "QUARKUS_FLYWAY_MIGRATE_AT_START must be true or false",
                        "QUARKUS_LOG_LEVEL must be a level, such as INFO");
        assertThat(problems(Map.of("quarkus.http.port", "0", "quarkus.log.level", "debug")))
                .isEmpty();
    }

    @Test
    void namesWhatTheModelProviderLacks() {
        assertThat(problems(Map.of("callmissed.ai.provider", "openai")))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("CALLMISSED_AI_BASE_URL is missing"),
                        line -> assertThat(line).startsWith("CALLMISSED_AI_MODEL is missing"));
        assertThat(problems(Map.of("callmissed.ai.provider", "oracle")))
                .containsExactly("CALLMISSED_AI_PROVIDER is malformed, allowed values: openai,history");
    }

    private static List<String> problems(Map<String, String> settings) {
        return SettingsUnderTest.problems(settings);
    }
}
