package com.callmissed.security.apikey;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * The text of a key: {@code cm_live_} or {@code cm_test_}, followed in base 62 by its id (22 characters), its tenant
 * (22), 256 random bits (43) and the CRC-32 of all that (6). The id finds the row, and the random bits prove the right
 * to use the key. The checksum detects typos, and distinguishes a leaked key from a random word, without a look-up.
 */
public final class PlainKey {
    private static final int UUID_BYTES = 16;
    private static final int UUID_DIGITS = 22;
    private static final int SECRET_BYTES = 32;
    private static final int SECRET_DIGITS = 43;
    private static final int CHECKSUM_DIGITS = 6;
    private static final int PREFIX_DIGITS = 10;
    private static final int BODY_DIGITS = UUID_DIGITS + UUID_DIGITS + SECRET_DIGITS + CHECKSUM_DIGITS;

    private final Environment environment;
    private final UUID id;
    private final UUID tenantId;
    private final String text;

    private PlainKey(Environment environment, UUID id, UUID tenantId, String text) {
        this.environment = environment;
        this.id = id;
        this.tenantId = tenantId;
        this.text = text;
    }

    public static PlainKey generate(Environment environment, UUID id, UUID tenantId, SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String unchecked = environment.prefix()
                + Base62.encode(bytes(id), UUID_DIGITS)
                + Base62.encode(bytes(tenantId), UUID_DIGITS)
                + Base62.encode(secret, SECRET_DIGITS);
        return new PlainKey(environment, id, tenantId, unchecked + checksum(unchecked));
    }

    /** Returns empty unless {@code text} has the form and the checksum of a key. */
    static Optional<PlainKey> parse(String text) {
        return Environment.ofKey(text).flatMap(environment -> parse(environment, text));
    }

    private static Optional<PlainKey> parse(Environment environment, String text) {
        int start = environment.prefix().length();
        int end = start + BODY_DIGITS;
        if (text.length() != end || !text.endsWith(checksum(text.substring(0, end - CHECKSUM_DIGITS)))) {
            return Optional.empty();
        }
        UUID id = uuid(text.substring(start, start + UUID_DIGITS));
        UUID tenantId = uuid(text.substring(start + UUID_DIGITS, start + 2 * UUID_DIGITS));
        return id == null || tenantId == null
                ? Optional.empty()
                : Optional.of(new PlainKey(environment, id, tenantId, text));
    }

    Environment environment() {
        return environment;
    }

    public UUID id() {
        return id;
    }

    UUID tenantId() {
        return tenantId;
    }

    /** The whole key. */
    public String text() {
        return text;
    }

    /** Enough of the key for people to recognise it, without any of the secret. */
    public String prefix() {
        return text.substring(0, prefixLength(environment));
    }

    /** The length of {@link #prefix}. */
    public static int prefixLength(Environment environment) {
        return environment.prefix().length() + PREFIX_DIGITS;
    }

    public String lastFour() {
        return text.substring(text.length() - 4);
    }

    /** Does not contain the key. */
    @Override
    public String toString() {
        return prefix() + "…" + lastFour();
    }

    private static String checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Base62.encode(
                ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array(), CHECKSUM_DIGITS);
    }

    private static byte[] bytes(UUID uuid) {
        return ByteBuffer.allocate(UUID_BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    private static UUID uuid(String digits) {
        byte[] bytes = Base62.decode(digits, UUID_BYTES);
        if (bytes == null) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
