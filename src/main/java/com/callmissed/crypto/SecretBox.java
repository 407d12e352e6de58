package com.callmissed.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
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
 * <p>A sealed value is: format (1 byte), key id (4 bytes), nonce (12 bytes), ciphertext with tag. Values are sealed
 * with the current key in the configured format. They are opened with the current or the previous key, in any format;
 * the first bytes say which. Safe for use by several threads.
 */
@Startup
@ApplicationScoped
public class SecretBox {
    private static final int KEY_ID_BYTES = 4;
    private static final int HEADER_BYTES = 1 + KEY_ID_BYTES;
    /** The length of {@link #outdatedPrefixes}. */
    public static final int PREFIX_BYTES = HEADER_BYTES;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final Key current;
    private final Key previous;
    private final SecretFormat format;

    /** May read or create a file in the data directory, so do not call it on an event loop. */
    @Inject
    public SecretBox(Secrets secrets) {
        this(secrets.encryptionKey(), secrets.previousEncryptionKey().orElse(null), secrets.format());
    }

    /**
     * @param current 32 bytes
     * @param previous 32 bytes, or null; ignored when it is the current key
     */
    SecretBox(byte[] current, byte[] previous, SecretFormat format) {
        this.current = Key.of(current);
        this.previous = previous == null || Arrays.equals(previous, current) ? null : Key.of(previous);
        this.format = format;
    }

    /**
     * Encrypts {@code plaintext} with the current key.
     *
     * @param place {@link #open} needs the same place
     */
    public byte[] seal(byte[] plaintext, SealedPlace place) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] ciphertext =
                    current.cipher(Cipher.ENCRYPT_MODE, format, nonce, place).doFinal(plaintext);
            return ByteBuffer.allocate(HEADER_BYTES + NONCE_BYTES + ciphertext.length)
                    .put(current.header(format))
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
     *     is neither the current nor the previous one, or in a later format
     */
    public byte[] open(byte[] sealed, SealedPlace place) {
        int body = HEADER_BYTES + NONCE_BYTES;
        if (sealed.length < body + TAG_BYTES) {
            throw new IllegalArgumentException("Not a sealed value");
        }
        SecretFormat sealedIn = SecretFormat.of(sealed[0]);
        Key key = Stream.of(current, previous)
                .filter(candidate -> candidate != null && startsWith(sealed, candidate.header(sealedIn)))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("Not a value that was sealed with a configured encryption key"));
        try {
            byte[] nonce = Arrays.copyOfRange(sealed, HEADER_BYTES, body);
            return key.cipher(Cipher.DECRYPT_MODE, sealedIn, nonce, place).doFinal(sealed, body, sealed.length - body);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("The sealed value was changed or belongs elsewhere", e);
        }
    }

    /**
     * Encrypts a sealed value again with the current key and in the configured format.
     *
     * @throws IllegalArgumentException when {@link #open} throws it
     */
    public byte[] reseal(byte[] sealed, SealedPlace place) {
        return seal(open(sealed, place), place);
    }

    /** The first bytes of values that are sealed with the previous key; empty when none is configured. */
    public List<byte[]> previousPrefixes() {
        return previous == null
                ? List.of()
                : Stream.of(SecretFormat.values()).map(previous::header).toList();
    }

    /**
     * The first bytes of values to seal again: those of {@link #previousPrefixes}, and those of the current key in an
     * earlier format than the configured one. Never those of a later format, so processes with different settings do
     * not undo each other's work.
     */
    public List<byte[]> outdatedPrefixes() {
        return Stream.concat(
                        previousPrefixes().stream(),
                        Stream.of(SecretFormat.values())
                                .filter(known -> known.number() < format.number())
                                .map(current::header))
                .toList();
    }

    private static boolean startsWith(byte[] value, byte[] prefix) {
        return Arrays.equals(value, 0, prefix.length, prefix, 0, prefix.length);
    }

    private record Key(SecretKeySpec secret, byte[] id) {
        static Key of(byte[] key) {
            return new Key(new SecretKeySpec(key, "AES"), Arrays.copyOf(Sha256.of(key), KEY_ID_BYTES));
        }

        byte[] header(SecretFormat format) {
            return ByteBuffer.allocate(HEADER_BYTES)
                    .put(format.number())
                    .put(id)
                    .array();
        }

        Cipher cipher(int mode, SecretFormat format, byte[] nonce, SealedPlace place) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, secret, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
            cipher.updateAAD(header(format));
            cipher.updateAAD(place.associatedData(format));
            return cipher;
        }

        @Override
        public String toString() {
            return "Key";
        }
    }
}
