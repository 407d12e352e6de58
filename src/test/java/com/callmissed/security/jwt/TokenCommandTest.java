package com.callmissed.security.jwt;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.crypto.LocalSecrets;
import com.callmissed.security.Caller;
import com.callmissed.security.Role;

import static org.assertj.core.api.Assertions.assertThat;

class TokenCommandTest {
    private static final UUID TENANT = UUID.fromString("01970f5e-7c1a-7e7e-8000-0123456789ab");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path dataDir;

    @Test
    void printsATokenThatTheServiceTrusts() {
        new LocalSecrets(dataDir).signingPair();
        assertThat(run(Map.of(), "--tenant", TENANT.toString(), "--role", "admin"))
                .isZero();
        Caller caller = verify();
        assertThat(caller.tenantId()).isEqualTo(TENANT);
        assertThat(caller.role()).isEqualTo(Role.ADMIN);
        assertThat(caller.id()).isEqualTo("local-admin");
        assertThat(caller.expiresAt())
                .isBetween(
                        Instant.now().plusSeconds(8 * 3600 - 60), Instant.now().plusSeconds(8 * 3600));
        assertThat(err.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"90s,90", "5m,300", "2h,7200", "3d,259200"})
    void takesSubjectAndLifetime(String ttl, long seconds) {
        new LocalSecrets(dataDir).signingPair();
        assertThat(run(Map.of(), "--ttl", ttl, "--subject", "asha", "--role", "agent", "--tenant", TENANT.toString()))
                .isZero();
        assertThat(verify().id()).isEqualTo("asha");
        assertThat(verify().expiresAt())
                .isBetween(
                        Instant.now().plusSeconds(seconds - 60), Instant.now().plusSeconds(seconds));
    }

    @Test
    void makesNoKeyOfItsOwn() {
        assertThat(run(Map.of(), "--tenant", TENANT.toString(), "--role", "owner"))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("token: there is no signing key in " + dataDir
                        + ": start the service once, or run this command in its folder or with its"
                        + " CALLMISSED_DATA_DIR" + System.lineSeparator());
        assertThat(dataDir).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CALLMISSED_MODE|production|only the local mode trusts its own tokens,"
                        + " and CALLMISSED_MODE is production",
                "CALLMISSED_JWT_PUBLIC_KEY|x|CALLMISSED_JWT_PUBLIC_KEY is set, so local tokens are not trusted: ask its"
                        + " issuer for one",
                "CALLMISSED_JWT_JWKS_URL|https://issuer.example/keys|CALLMISSED_JWT_JWKS_URL is set, so local tokens"
                        + " are not trusted: ask its issuer for one",
                "CALLMISSED_JWT_HMAC_SECRET|x|CALLMISSED_JWT_HMAC_SECRET is set, so local tokens are not trusted:"
                        + " ask its issuer for one",
            })
    void refusesWhereItsTokensWouldNotBeTrusted(String variable, String value, String reason) {
        assertThat(run(Map.of(variable, value), "--tenant", TENANT.toString(), "--role", "owner"))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("token: " + reason + System.lineSeparator());
        assertThat(out.size()).isZero();
        assertThat(dataDir).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|--tenant is missing",
                "--role owner|--tenant is missing",
                "--tenant 1-1-1-1-1 --role owner|--tenant must be a UUID",
                "--tenant 01970f5e-7c1a-7e7e-8000-0123456789ab|--role is missing",
                "--tenant 01970f5e-7c1a-7e7e-8000-0123456789ab --role root|--role must be owner, admin or agent",
                "--tenant 01970f5e-7c1a-7e7e-8000-0123456789ab --role owner --ttl 8|--ttl must be a number with"
                        + " s, m, h or d, such as 8h",
                "--tenant 01970f5e-7c1a-7e7e-8000-0123456789ab --role owner --ttl 0h|--ttl must be a number with"
                        + " s, m, h or d, such as 8h",
                "--tenant 01970f5e-7c1a-7e7e-8000-0123456789ab --role owner --force|unknown option --force",
                "--tenant 01970f5e-7c1a-7e7e-8000-0123456789ab --role|--role needs a value",
                "--role owner --role agent|--role is given twice",
            })
    void refusesWrongArguments(String line, String reason) {
        String[] args = line == null ? new String[0] : line.split(" ");
        assertThat(run(Map.of(), args)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("token: " + reason
                        + "; usage: token --tenant <uuid> --role owner|admin|agent [--subject <id>] [--ttl 8h]"
                        + System.lineSeparator());
        assertThat(out.size()).isZero();
    }

    private int run(Map<String, String> environment, String... args) {
        return TokenCommand.run(
                List.of(args), settings(environment), new PrintStream(out, true), new PrintStream(err, true));
    }

    private Caller verify() {
        SmallRyeConfig settings = settings(Map.of());
        JwtConfig jwt = settings.getConfigMapping(JwtConfig.class);
        Vertx vertx = Vertx.vertx();
        try {
            return new JwtVerifier(
                            jwt,
                            new JwtSettings(settings.getConfigMapping(CallMissedConfig.class), jwt)
                                    .trustedKeys(vertx, new KeySetMetrics(new SimpleMeterRegistry())),
                            Tokens.unlimited(),
                            vertx)
                    .verify(out.toString(StandardCharsets.UTF_8).strip(), null)
                    .await()
                    .atMost(Duration.ofSeconds(10));
        } finally {
            vertx.close();
        }
    }

    private SmallRyeConfig settings(Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("CALLMISSED_DATA_DIR", dataDir.toString());
        SmallRyeConfigBuilder builder =
                new SmallRyeConfigBuilder().addDefaultInterceptors().withSources(new EnvConfigSource(variables, 300));
        TokenCommand.MAPPINGS.forEach(builder::withMapping);
        return builder.build();
    }
}
