package com.callmissed.lifecycle;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.smallrye.config.ConfigValidationException;

/** Translates what SmallRye Config reports of unusable settings into lines for operators. */
public final class RefusedSettings {
    /** A violated constraint: the property and what it must be. */
    private static final Pattern CONSTRAINT = Pattern.compile("(callmissed\\.[\\w.-]+) (must .+)", Pattern.DOTALL);

    /** Any other report names the property first, and may contain the value. */
    private static final Pattern PROPERTY = Pattern.compile("property (?:named )?'?([\\w.-]+)");

    private static final Pattern ALLOWED = Pattern.compile("allowed values: \\S+");

    private RefusedSettings() {}

    /** Returns one line for each setting, with the name that operators use and without its value. */
    public static List<String> problems(ConfigValidationException failure) {
        return IntStream.range(0, failure.getProblemCount())
                .mapToObj(failure::getProblem)
                .map(problem -> line(problem.getMessage()))
                .toList();
    }

    /** Returns the name of the environment variable of a property. */
    static String variable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private static String line(String message) {
        Matcher constraint = CONSTRAINT.matcher(message);
        if (constraint.matches()) {
            return variable(constraint.group(1)) + " " + constraint.group(2);
        }
        Matcher property = PROPERTY.matcher(message);
        if (!property.find()) {
            return StartupFailure.onOneLine(message);
        }
        Matcher allowed = ALLOWED.matcher(message);
        return variable(property.group(1)) + " is malformed" + (allowed.find() ? ", " + allowed.group() : "");
    }
}
