package com.callmissed.thread;

import com.callmissed.text.TextCut;

/** The start of a message, for lists. */
public final class Preview {
    private static final int LENGTH = 120;

    private Preview() {}

    /** At most 120 characters on one line; never half of a surrogate pair. */
    public static String of(String content) {
        return TextCut.ellipsis(content.strip().replaceAll("\\s+", " "), LENGTH);
    }
}
