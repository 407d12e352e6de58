package com.callmissed.crypto;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** The secrets of the service itself. The local mode makes a missing one, production refuses to start without it. */
@ConfigMapping(prefix = "callmissed")
public interface SecretsConfig {
    /** Keys the hashes of API keys and of other values that are only compared; at least 32 bytes in UTF-8. */
    Optional<String> keyPepper();

    /** The AES-256 key of what is encrypted at rest: 32 bytes in base64. */
    Optional<String> encryptionKey();

    /** A second key that only opens: the one before while everything moves to the current one, or the next one before that. */
    Optional<String> encryptionKeyPrevious();
}
