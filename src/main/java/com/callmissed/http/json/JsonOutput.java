package com.callmissed.http.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;

import io.vertx.core.buffer.Buffer;

/**
 * JSON in UTF-8, written value by value. It has the form that the mapper of the REST layer gives to the same values.
 * Nothing in it makes an object for a value. For use by one thread.
 */
final class JsonOutput {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ESCAPED_HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    /** The letter behind the backslash; 0 for a character that is written as it is, 1 for one without a letter. */
    private static final byte[] ESCAPES = escapes();

    /** A comma, two quotation marks and a colon. */
    private static final int SYNTAX_OF_NAME = 4;

    private static final int UUID_LENGTH = 36;
    private static final int LONGEST_LONG = 20;
    /** Bytes of UTF-8 for one {@code char}; half of a pair takes two of the pair's four. */
    private static final int LONGEST_CHAR = 3;

    private static final int LONGEST_ESCAPE = 6;

    private static final int SECONDS_OF_DAY = 86_400;
    private static final int DAYS_OF_ERA = 146_097; // 400 years
    private static final long FIRST_SECOND = -62_167_219_200L; // 0000-01-01T00:00:00Z
    private static final long LAST_SECOND = 253_402_300_799L; // 9999-12-31T23:59:59Z
    /** From the first of March of the year -400 to 1970. */
    private static final int DAYS_BEFORE_EPOCH = 719_468 + DAYS_OF_ERA;

    /** In bytes. A larger array is not kept for the next response. */
    private static final int LARGEST_KEPT = 256 * 1024;

    private final int first;
    private byte[] bytes;
    private int length;

    /** @param first the number of bytes for which there is room at first */
    JsonOutput(int first) {
        this.first = first;
        bytes = new byte[first];
    }

    /** Drops what was written. */
    void clear() {
        length = 0;
        if (bytes.length > LARGEST_KEPT) {
            bytes = new byte[first];
        }
    }

    private static byte[] escapes() {
        byte[] escapes = new byte[128];
        Arrays.fill(escapes, 0, ' ', (byte) 1);
        escapes['"'] = '"';
        escapes['\\'] = '\\';
        escapes['\b'] = 'b';
        escapes['\t'] = 't';
        escapes['\n'] = 'n';
        escapes['\f'] = 'f';
        escapes['\r'] = 'r';
        return escapes;
    }

    /** Returns a copy of the JSON so far, in UTF-8. */
    Buffer toBuffer() {
        return Buffer.buffer(length).appendBytes(bytes, 0, length);
    }

    /**
     * Writes the name of a field and what goes before and behind it.
     *
     * @param name ASCII without a character to escape
     */
    @SuppressWarnings("deprecation") // the method drops the upper half of each character, which ASCII does not have
    void name(String name) {
        int chars = name.length();
        ensure(chars + SYNTAX_OF_NAME);
        if (bytes[length - 1] != '{') {
            bytes[length++] = ',';
        }
        bytes[length++] = '"';
        name.getBytes(0, chars, bytes, length);
        length += chars;
        bytes[length++] = '"';
        bytes[length++] = ':';
    }

    private void raw(byte[] json) {
        ensure(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
    }

    /** Writes a character of the syntax. */
    void raw(char c) {
        ensure(1);
        bytes[length++] = (byte) c;
    }

    void nothing() {
        raw(NULL);
    }

    void bool(boolean value) {
        raw(value ? TRUE : FALSE);
    }

    void number(long value) {
        ensure(LONGEST_LONG);
        if (value < 0) {
            raw(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
            return;
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        digits(value, digits);
    }

    /** Writes JSON text as it is. */
    void json(String json) {
        ensure(json.length() * LONGEST_CHAR);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c < 128) {
                bytes[length++] = (byte) c;
            } else {
                i += wide(c, json, i);
            }
        }
    }

    void string(String text) {
        int chars = text.length();
        ensure(chars * LONGEST_CHAR + 2);
        bytes[length++] = '"';
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 128) {
                i += wide(c, text, i);
            } else if (ESCAPES[c] == 0) {
                bytes[length++] = (byte) c;
            } else {
                ensure(LONGEST_ESCAPE + (chars - i) * LONGEST_CHAR + 1);
                escaped(c);
            }
        }
        bytes[length++] = '"';
    }

    private void escaped(char c) {
        bytes[length++] = '\\';
        if (ESCAPES[c] != 1) {
            bytes[length++] = ESCAPES[c];
            return;
        }
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = ESCAPED_HEX[c >> 4];
        bytes[length++] = ESCAPED_HEX[c & 15];
    }

    /**
     * Writes a character that is not ASCII. Half of a surrogate pair, which the database cannot hold, becomes a
     * question mark as in {@link String#getBytes}.
     *
     * @return how many further characters of the text belong to it
     */
    private int wide(char c, String text, int at) {
        if (c < 0x800) {
            bytes[length++] = (byte) (0xC0 | c >> 6);
            bytes[length++] = (byte) (0x80 | c & 0x3F);
            return 0;
        }
        if (!Character.isSurrogate(c)) {
            bytes[length++] = (byte) (0xE0 | c >> 12);
            bytes[length++] = (byte) (0x80 | c >> 6 & 0x3F);
            bytes[length++] = (byte) (0x80 | c & 0x3F);
            return 0;
        }
        int point = text.codePointAt(at);
        if (!Character.isSupplementaryCodePoint(point)) {
            bytes[length++] = '?';
            return 0;
        }
        bytes[length++] = (byte) (0xF0 | point >> 18);
        bytes[length++] = (byte) (0x80 | point >> 12 & 0x3F);
        bytes[length++] = (byte) (0x80 | point >> 6 & 0x3F);
        bytes[length++] = (byte) (0x80 | point & 0x3F);
        return 1;
    }

    void uuid(UUID id) {
        ensure(UUID_LENGTH + 2);
        bytes[length++] = '"';
        long high = id.getMostSignificantBits();
        long low = id.getLeastSignificantBits();
        hex(high >>> 32, 8);
        bytes[length++] = '-';
        hex(high >>> 16, 4);
        bytes[length++] = '-';
        hex(high, 4);
        bytes[length++] = '-';
        hex(low >>> 48, 4);
        bytes[length++] = '-';
        hex(low, 12);
        bytes[length++] = '"';
    }

    private void hex(long value, int digits) {
        for (int i = digits - 1; i >= 0; i--) {
            bytes[length + i] = HEX[(int) value & 15];
            value >>>= 4;
        }
        length += digits;
    }

    /**
     * Writes ISO 8601 in UTC, with as many groups of three digits for the fraction of the second as it needs (none to
     * three), like {@link Instant#toString}.
     */
    void instant(Instant time) {
        long second = time.getEpochSecond();
        if (second < FIRST_SECOND || second > LAST_SECOND) {
            string(time.toString());
            return;
        }
        ensure(32);
        bytes[length++] = '"';
        date(Math.floorDiv(second, SECONDS_OF_DAY));
        int ofDay = Math.floorMod(second, SECONDS_OF_DAY);
        bytes[length++] = 'T';
        digits(ofDay / 3_600, 2);
        bytes[length++] = ':';
        digits(ofDay / 60 % 60, 2);
        bytes[length++] = ':';
        digits(ofDay % 60, 2);
        fraction(time.getNano());
        bytes[length++] = 'Z';
        bytes[length++] = '"';
    }

    /**
     * Writes a day of the Gregorian calendar. Counted in years that begin in March, a leap day is the last day of its
     * year, and the months before it have the same lengths in every year.
     */
    private void date(long epochDay) {
        int day = (int) epochDay + DAYS_BEFORE_EPOCH;
        int era = day / DAYS_OF_ERA - 1;
        int ofEra = day % DAYS_OF_ERA;
        int yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int march = (5 * ofYear + 2) / 153;
        int month = march < 10 ? march + 3 : march - 9;
        digits(era * 400L + yearOfEra + (march < 10 ? 0 : 1), 4);
        bytes[length++] = '-';
        digits(month, 2);
        bytes[length++] = '-';
        digits(ofYear - (153 * march + 2) / 5 + 1, 2);
    }

    private void fraction(int nanos) {
        if (nanos == 0) {
            return;
        }
        bytes[length++] = '.';
        int value = nanos;
        int count = 9;
        for (; count > 3 && value % 1_000 == 0; count -= 3) {
            value /= 1_000;
        }
        digits(value, count);
    }

    private void digits(long value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            bytes[length + i] = (byte) ('0' + value % 10);
            value /= 10;
        }
        length += count;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
