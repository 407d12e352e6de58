package com.callmissed.security.apikey;

import java.math.BigInteger;

/** Encodes unsigned numbers with a fixed width in 0-9A-Za-z, so that a double click selects a whole key. */
final class Base62 {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());

    private Base62() {}

    /**
     * Encodes {@code bytes} as one big-endian number.
     *
     * @throws IllegalArgumentException when the number has more than {@code width} digits
     */
    static String encode(byte[] bytes, int width) {
        char[] text = new char[width];
        BigInteger rest = new BigInteger(1, bytes);
        for (int i = width - 1; i >= 0; i--) {
            BigInteger[] division = rest.divideAndRemainder(BASE);
            text[i] = DIGITS.charAt(division[1].intValue());
            rest = division[0];
        }
        if (rest.signum() != 0) {
            throw new IllegalArgumentException("more than " + width + " digits");
        }
        return new String(text);
    }

    /**
     * Decodes a number into exactly {@code size} bytes. Returns null when {@code text} has another character or is too
     * large.
     */
    static byte[] decode(String text, int size) {
        BigInteger number = BigInteger.ZERO;
        for (int i = 0; i < text.length(); i++) {
            int digit = DIGITS.indexOf(text.charAt(i));
            if (digit < 0) {
                return null;
            }
            number = number.multiply(BASE).add(BigInteger.valueOf(digit));
        }
        if (number.bitLength() > size * Byte.SIZE) {
            return null;
        }
        byte[] bytes = new byte[size];
        byte[] shortest = number.toByteArray();
        int length = Math.min(shortest.length, size);
        System.arraycopy(shortest, shortest.length - length, bytes, size - length, length);
        return bytes;
    }
}
