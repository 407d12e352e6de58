package com.callmissed.testing;

import java.time.Instant;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The inputs of {@code fixtures/field}, with their placeholders filled in. */
public final class FieldCase {
    private static final Pattern NOW = Pattern.compile("@NOW([+-]\\d+)?@");

    private final String run = UUID.randomUUID().toString();

    /** Returns the file, with one value for {@code @R@} in all files of this object. */
    public String read(String name) {
        String text = Fixtures.field(name);
        return NOW.matcher(text.replace("@R@", run)).replaceAll(FieldCase::time);
    }

    /** Returns the id of a message as the files name it: {@code wamid.F@R@} and {@code suffix}. */
    public String wamid(String suffix) {
        return "wamid.F" + run + suffix;
    }

    private static String time(MatchResult placeholder) {
        long offset = placeholder.group(1) == null ? 0 : Long.parseLong(placeholder.group(1));
        return Matcher.quoteReplacement(Long.toString(Instant.now().getEpochSecond() + offset));
    }
}
