package com.callmissed.thread;

/** The start of a message, for lists. */
public final class Preview {
    private static final int LENGTH = 120;

    private Preview() {}

    /** At most 120 characters on one line; never half of a surrogate pair. */
    public static String of(String content) {
        String line = content.strip().replaceAll("\\s+", " ");
        if (line.length() <= LENGTH) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(LENGTH - 2)) ? LENGTH - 2 : LENGTH - 1;
        return line.substring(0, end) + "…";
    }
}
