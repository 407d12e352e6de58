package com.callmissed.security;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.runtime.Startup;

/**
 * Encrypts what is secret at rest with AES-256-GCM (NIST SP 800-38D).
 *
 * <p>A sealed value is: format version (1 byte), key id (4 bytes), nonce (12 bytes), ciphertext with tag. The key id lets a
 * second key take over while values under the first can still be told apart. Safe for use by several threads.
 */
@Startup
@ApplicationScoped
public class SecretBox {
    private static final byte VERSION = 1;
    private static final int KEY_ID_BYTES = 4;
    private static final int HEADER_BYTES = 1 + KEY_ID_BYTES;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;
    private final byte[] header;

    @Inject
    SecretBox(Secrets secrets) {
        this(secrets.encryptionKey());
    }

    /** {@code key} has 32 bytes. */
    SecretBox(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
        this.header = ByteBuffer.allocate(HEADER_BYTES)
                .put(VERSION)
                .put(Sha256.of(key), 0, KEY_ID_BYTES)
                .array();
    }

    /**
     * Encrypts {@code plaintext}.
     *
     * @param associatedData says where the value belongs, for example tenant and row id; {@link #open} must be given the same,
     *     so that a value copied to another row cannot be read there
     */
    public byte[] seal(byte[] plaintext, byte[] associatedData) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] ciphertext =
                    cipher(Cipher.ENCRYPT_MODE, nonce, associatedData).doFinal(plaintext);
            return ByteBuffer.allocate(HEADER_BYTES + NONCE_BYTES + ciphertext.length)
                    .put(header)
                    .put(nonce)
                    .put(ciphertext)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Decrypts what {@link #seal} made.
     *
     * @throws IllegalArgumentException when the value was changed, moved from another place, or sealed with another key
     */
    public byte[] open(byte[] sealed, byte[] associatedData) {
        int body = HEADER_BYTES + NONCE_BYTES;
        if (sealed.length < body + TAG_BYTES || !Arrays.equals(sealed, 0, HEADER_BYTES, header, 0, HEADER_BYTES)) {
            throw new IllegalArgumentException("Not a value that was sealed with the configured encryption key");
        }
        try {
            byte[] nonce = Arrays.copyOfRange(sealed, HEADER_BYTES, body);
            return cipher(Cipher.DECRYPT_MODE, nonce, associatedData).doFinal(sealed, body, sealed.length - body);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("The sealed value was changed or belongs elsewhere", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] associatedData) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(header);
        cipher.updateAAD(associatedData);
        return cipher;
    }
}
