package com.callmissed.crypto;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.callmissed.config.CallMissedConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SecretsTest {
    private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    @TempDir
    Path temp;

    @Test
    void localModeMakesWhatIsMissing() {
        Secrets secrets = secrets(Map.of());
        assertThat(secrets.problems()).isEmpty();
        assertThat(secrets.pepper()).isEqualTo(new LocalSecrets(temp).pepper());
        assertThat(secrets.encryptionKey()).isEqualTo(new LocalSecrets(temp).encryptionKey());
    }

    @Test
    void productionNamesEachMissingSecretAndMakesNone() {
        Secrets secrets = secrets(Map.of("callmissed.mode", "production"));
        assertThat(secrets.problems())
                .containsExactly(
                        "CALLMISSED_KEY_PEPPER is missing: the key of the hashes of API keys, at least 32 bytes",
                        "CALLMISSED_ENCRYPTION_KEY is missing:"
                                + " the key of stored channel credentials, 32 bytes in base64");
        assertThatThrownBy(secrets::pepper).hasMessageContaining("CALLMISSED_KEY_PEPPER");
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void configuredSecretsWinAndLeaveTheDataDirectoryAlone() {
        Secrets secrets = secrets(Map.of("callmissed.key-pepper", "p".repeat(32), "callmissed.encryption-key", KEY));
        assertThat(secrets.pepper()).isEqualTo("p".repeat(32).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(secrets.encryptionKey()).hasSize(32).containsOnly(0);
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void refusesWeakSecrets() {
        assertThat(secrets(Map.of("callmissed.key-pepper", "p".repeat(31), "callmissed.encryption-key", "AAAA"))
                        .problems())
                .containsExactly(
                        "CALLMISSED_KEY_PEPPER is too short: at least 32 bytes",
                        "CALLMISSED_ENCRYPTION_KEY is not an AES-256 key: exactly 32 bytes in base64");
        assertThat(secrets(Map.of("callmissed.encryption-key", "not base64!")).problems())
                .containsExactly("CALLMISSED_ENCRYPTION_KEY is not an AES-256 key: exactly 32 bytes in base64");
    }

    @Test
    void takesAPreviousEncryptionKeyThatIsAnother() {
        String other = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=";
        Secrets rotating =
                secrets(Map.of("callmissed.encryption-key", KEY, "callmissed.encryption-key-previous", other));
        assertThat(rotating.problems()).isEmpty();
        assertThat(rotating.previousEncryptionKey())
                .hasValueSatisfying(key -> assertThat(key).hasSize(32));
        assertThat(secrets(Map.of()).previousEncryptionKey()).isEmpty();
        assertThat(secrets(Map.of("callmissed.encryption-key-previous", "")).previousEncryptionKey())
                .isEmpty();
        assertThat(secrets(Map.of("callmissed.encryption-key-previous", "AAAA")).problems())
                .containsExactly(
                        "CALLMISSED_ENCRYPTION_KEY_PREVIOUS is not an AES-256 key: exactly 32 bytes in base64");
        assertThat(secrets(Map.of("callmissed.encryption-key", KEY, "callmissed.encryption-key-previous", KEY + " "))
                        .problems())
                .containsExactly("CALLMISSED_ENCRYPTION_KEY_PREVIOUS is the same key as CALLMISSED_ENCRYPTION_KEY");
    }

    @Test
    void takesAPreviousPepperThatIsAnother() {
        String pepper = "p".repeat(32);
        String other = "q".repeat(32);
        assertThat(secrets(Map.of("callmissed.key-pepper", pepper, "callmissed.key-pepper-previous", other))
                        .previousPepper())
                .hasValueSatisfying(previous -> assertThat(previous).containsOnly('q'));
        assertThat(secrets(Map.of()).previousPepper()).isEmpty();
        assertThat(secrets(Map.of("callmissed.key-pepper-previous", "")).previousPepper())
                .isEmpty();
        assertThat(secrets(Map.of("callmissed.key-pepper-previous", "q".repeat(31)))
                        .problems())
                .containsExactly("CALLMISSED_KEY_PEPPER_PREVIOUS is too short: at least 32 bytes");
        assertThat(secrets(Map.of("callmissed.key-pepper", pepper, "callmissed.key-pepper-previous", pepper))
                        .problems())
                .containsExactly("CALLMISSED_KEY_PEPPER_PREVIOUS is the same pepper as CALLMISSED_KEY_PEPPER");
    }

    @Test
    void saysWhetherBothExistAndMakesNone() {
        assertThat(secrets(Map.of()).exist()).isFalse();
        assertThat(secrets(Map.of("callmissed.key-pepper", "p".repeat(32))).exist())
                .isFalse();
        assertThat(temp).isEmptyDirectory();
        assertThat(secrets(Map.of("callmissed.key-pepper", "p".repeat(32), "callmissed.encryption-key", KEY))
                        .exist())
                .isTrue();
        secrets(Map.of()).pepper();
        secrets(Map.of()).encryptionKey();
        assertThat(secrets(Map.of()).exist()).isTrue();
    }

    private Secrets secrets(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("callmissed.data-dir", temp.toString());
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(CallMissedConfig.class)
                .withMapping(SecretsConfig.class)
                .withDefaultValues(all)
                .build();
        return new Secrets(
                config.getConfigMapping(CallMissedConfig.class), config.getConfigMapping(SecretsConfig.class));
    }
}
