package com.callmissed.packaged;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A span of an OTLP request (protobuf), as far as tests look at it.
 *
 * @param parent empty for the first span of a trace
 */
record ExportedSpan(String trace, String id, String parent, String name) {
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH_FIRST = 2;
    private static final int FOUR_BYTES = 5;

    /** Reads an {@code ExportTraceServiceRequest}: resources, in them scopes, in them spans. */
    static List<ExportedSpan> in(byte[] request) {
        return parts(request, 1)
                .flatMap(resource -> parts(resource, 2))
                .flatMap(scope -> parts(scope, 2))
                .map(span -> new ExportedSpan(hex(span, 1), hex(span, 2), hex(span, 4), text(span, 5)))
                .toList();
    }

    private static String hex(byte[] span, int field) {
        return parts(span, field).map(HexFormat.of()::formatHex).findFirst().orElse("");
    }

    private static String text(byte[] span, int field) {
        return parts(span, field)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }

    /** The values of a field that has bytes, a text or messages. */
    private static Stream<byte[]> parts(byte[] message, int field) {
        Stream.Builder<byte[]> found = Stream.builder();
        ByteBuffer rest = ByteBuffer.wrap(message);
        while (rest.hasRemaining()) {
            int key = (int) varint(rest);
            switch (key & 7) {
                case VARINT -> varint(rest);
                case EIGHT_BYTES -> rest.getLong();
                case FOUR_BYTES -> rest.getInt();
                case LENGTH_FIRST -> {
                    byte[] value = new byte[(int) varint(rest)];
                    rest.get(value);
                    if (key >>> 3 == field) {
                        found.add(value);
                    }
                }
                default -> throw new IllegalArgumentException("wire type " + (key & 7));
            }
        }
        return found.build();
    }

    private static long varint(ByteBuffer rest) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = rest.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
