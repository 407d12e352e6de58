package com.callmissed.crypto;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.callmissed.config.CallMissedConfig;

/** Provides the pepper and the encryption key: from the configuration, or in local mode from the data directory. */
@ApplicationScoped
public class Secrets {
    private static final int BYTES = 32;

    private final CallMissedConfig config;
    private final SecretsConfig secrets;

    public Secrets(CallMissedConfig config, SecretsConfig secrets) {
        this.config = config;
        this.secrets = secrets;
    }

    /**
     * Returns the reasons that prevent a start, one line for each setting, with the names that operators use. Empty
     * when there is none. Reads only configuration.
     */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        boolean production = config.mode() == CallMissedConfig.Mode.PRODUCTION;
        if (production && secrets.keyPepper().isEmpty()) {
            problems.add("CALLMISSED_KEY_PEPPER is missing: the key of the hashes of API keys, at least 32 bytes");
        }
        if (production && secrets.encryptionKey().isEmpty()) {
            problems.add(
                    "CALLMISSED_ENCRYPTION_KEY is missing: the key of stored channel credentials, 32 bytes in base64");
        }
        if (secrets.keyPepper().filter(pepper -> utf8(pepper).length < BYTES).isPresent()) {
            problems.add("CALLMISSED_KEY_PEPPER is too short: at least 32 bytes");
        }
        if (secrets.keyPepperPrevious()
                .filter(pepper -> utf8(pepper).length < BYTES)
                .isPresent()) {
            problems.add("CALLMISSED_KEY_PEPPER_PREVIOUS is too short: at least 32 bytes");
        } else if (secrets.keyPepperPrevious().isPresent()
                && secrets.keyPepperPrevious().equals(secrets.keyPepper())) {
            problems.add("CALLMISSED_KEY_PEPPER_PREVIOUS is the same pepper as CALLMISSED_KEY_PEPPER");
        }
        if (secrets.encryptionKey().filter(key -> decode(key).length != BYTES).isPresent()) {
            problems.add("CALLMISSED_ENCRYPTION_KEY is not an AES-256 key: exactly 32 bytes in base64");
        }
        Optional<byte[]> previous = secrets.encryptionKeyPrevious().map(Secrets::decode);
        if (previous.filter(key -> key.length != BYTES).isPresent()) {
            problems.add("CALLMISSED_ENCRYPTION_KEY_PREVIOUS is not an AES-256 key: exactly 32 bytes in base64");
        } else if (previous.isPresent() && isCurrent(previous.get())) {
            problems.add("CALLMISSED_ENCRYPTION_KEY_PREVIOUS is the same key as CALLMISSED_ENCRYPTION_KEY");
        }
        return problems;
    }

    /** Whether both secrets are there: configured, or created earlier by the local mode. Creates nothing. */
    public boolean exist() {
        return (secrets.keyPepper().isPresent() || local().hasPepper())
                && (secrets.encryptionKey().isPresent() || local().hasEncryptionKey());
    }

    /** May read or create a file in the data directory, so do not call it on an event loop. */
    byte[] pepper() {
        refuseProblems();
        return secrets.keyPepper().map(Secrets::utf8).orElseGet(() -> local().pepper());
    }

    /** A pepper under which hashes are recognised in addition to {@link #pepper}; empty when there is none. */
    Optional<byte[]> previousPepper() {
        refuseProblems();
        return secrets.keyPepperPrevious().map(Secrets::utf8);
    }

    /** May read or create a file in the data directory, so do not call it on an event loop. */
    byte[] encryptionKey() {
        refuseProblems();
        return secrets.encryptionKey().map(Secrets::decode).orElseGet(() -> local().encryptionKey());
    }

    /** A key that opens values in addition to {@link #encryptionKey}; empty when there is none. */
    Optional<byte[]> previousEncryptionKey() {
        refuseProblems();
        return secrets.encryptionKeyPrevious().map(Secrets::decode);
    }

    /** The format in which secrets are stored from now on. */
    SecretFormat format() {
        return SecretFormat.of(secrets.secretFormat());
    }

    private boolean isCurrent(byte[] key) {
        return secrets.encryptionKey()
                .filter(current -> Arrays.equals(decode(current), key))
                .isPresent();
    }

    private LocalSecrets local() {
        return new LocalSecrets(config.dataDir());
    }

    private void refuseProblems() {
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join("; ", problems));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns no bytes when the text is not base64, so that its length is wrong. */
    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
