package com.callmissed.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.runtime.Startup;

/**
 * Encrypts secrets for storage with AES-256-GCM (NIST SP 800-38D).
 *
 * <p>A sealed value is: format version (1 byte), key id (4 bytes), nonce (12 bytes), ciphertext with tag. Values are
 * sealed with the current key. They are opened with the current or the previous key; the key id says which. Safe for
 * use by several threads.
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
    private final Key current;
    private final Key previous;

    /** May read or create a file in the data directory, so do not call it on an event loop. */
    @Inject
    public SecretBox(Secrets secrets) {
        this(secrets.encryptionKey(), secrets.previousEncryptionKey().orElse(null));
    }

    /**
     * @param current 32 bytes
     * @param previous 32 bytes, or null; ignored when it is the current key
     */
    SecretBox(byte[] current, byte[] previous) {
        this.current = Key.of(current);
        this.previous = previous == null || Arrays.equals(previous, current) ? null : Key.of(previous);
    }

    /**
     * Encrypts {@code plaintext} with the current key.
     *
     * @param associatedData the place of the value, for example tenant and row id. {@link #open} needs the same data,
     *     so a value that was copied to another row cannot be decrypted there.
     */
    public byte[] seal(byte[] plaintext, byte[] associatedData) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] ciphertext =
                    current.cipher(Cipher.ENCRYPT_MODE, nonce, associatedData).doFinal(plaintext);
            return ByteBuffer.allocate(HEADER_BYTES + NONCE_BYTES + ciphertext.length)
                    .put(current.header())
                    .put(nonce)
                    .put(ciphertext)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Decrypts a result of {@link #seal}.
     *
     * @throws IllegalArgumentException when the value was changed, moved from another place, or sealed with a key that
     *     is neither the current nor the previous one
     */
    public byte[] open(byte[] sealed, byte[] associatedData) {
        int body = HEADER_BYTES + NONCE_BYTES;
        Key key = Stream.of(Optional.of(current), Optional.ofNullable(previous))
                .flatMap(Optional::stream)
                .filter(candidate -> sealed.length >= body + TAG_BYTES && candidate.sealed(sealed))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("Not a value that was sealed with a configured encryption key"));
        try {
            byte[] nonce = Arrays.copyOfRange(sealed, HEADER_BYTES, body);
            return key.cipher(Cipher.DECRYPT_MODE, nonce, associatedData).doFinal(sealed, body, sealed.length - body);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("The sealed value was changed or belongs elsewhere", e);
        }
    }

    /**
     * Encrypts a sealed value again with the current key.
     *
     * @throws IllegalArgumentException when {@link #open} throws it
     */
    public byte[] reseal(byte[] sealed, byte[] associatedData) {
        return seal(open(sealed, associatedData), associatedData);
    }

    /** The first bytes of each value that is sealed with the previous key; empty when none is configured. */
    public Optional<byte[]> previousPrefix() {
        return previous == null
                ? Optional.empty()
                : Optional.of(previous.header().clone());
    }

    private record Key(SecretKeySpec secret, byte[] header) {
        static Key of(byte[] key) {
            return new Key(
                    new SecretKeySpec(key, "AES"),
                    ByteBuffer.allocate(HEADER_BYTES)
                            .put(VERSION)
                            .put(Sha256.of(key), 0, KEY_ID_BYTES)
                            .array());
        }

        boolean sealed(byte[] value) {
            return Arrays.equals(value, 0, HEADER_BYTES, header, 0, HEADER_BYTES);
        }

        Cipher cipher(int mode, byte[] nonce, byte[] associatedData) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, secret, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
            cipher.updateAAD(header);
            cipher.updateAAD(associatedData);
            return cipher;
        }

        @Override
        public String toString() {
            return "Key";
        }
    }
}
