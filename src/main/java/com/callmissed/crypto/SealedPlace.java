package com.callmissed.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * The place of a sealed value: what it is for and which row it belongs to. It is the associated data of the encryption,
 * so a value that was copied to another place cannot be decrypted there.
 */
public final class SealedPlace {
    private final byte[] ofFormat1;
    private final byte[] ofFormat2;

    private SealedPlace(byte[] ofFormat1, byte[] ofFormat2) {
        this.ofFormat1 = ofFormat1;
        this.ofFormat2 = ofFormat2;
    }

    /**
     * @param use names the column; no two kinds of values share it
     * @param row every part of the row's key
     * @param earlier the associated data of this place in format 1
     */
    public static SealedPlace of(String use, List<?> row, String earlier) {
        List<byte[]> parts = Stream.concat(Stream.of(use), row.stream().map(Object::toString))
                .map(part -> part.getBytes(StandardCharsets.UTF_8))
                .toList();
        // Each part has its length before it, so two places never have the same bytes.
        ByteBuffer bytes = ByteBuffer.allocate(
                parts.stream().mapToInt(part -> Integer.BYTES + part.length).sum());
        parts.forEach(part -> bytes.putInt(part.length).put(part));
        return new SealedPlace(earlier.getBytes(StandardCharsets.UTF_8), bytes.array());
    }

    byte[] associatedData(SecretFormat format) {
        return format == SecretFormat.EARLIER ? ofFormat1 : ofFormat2;
    }
}
