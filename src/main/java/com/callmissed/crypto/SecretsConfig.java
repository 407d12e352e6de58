package com.callmissed.crypto;

import java.util.Optional;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The secrets of the service itself. The local mode generates a missing one. Production does not start without it. */
@ConfigMapping(prefix = "callmissed")
public interface SecretsConfig {
    /** The key of the hashes of API keys and of other values that are only compared; at least 32 bytes in UTF-8. */
    Optional<String> keyPepper();

    /**
     * A second pepper under which hashes are recognised: the earlier one while hashes move to the current one, or the
     * next one before the switch.
     */
    Optional<String> keyPepperPrevious();

    /** The AES-256 key of encrypted values in the database: 32 bytes in base64. */
    Optional<String> encryptionKey();

    /**
     * A second key that only opens values: the earlier key while values move to the current one, or the next key before
     * the switch.
     */
    Optional<String> encryptionKeyPrevious();

    /**
     * The format in which secrets are stored: 1, which every version reads, or 2, in which they are bound to their use.
     * Both are read.
     */
    @WithDefault("1")
    @Min(1)
    @Max(2)
    int secretFormat();
}
