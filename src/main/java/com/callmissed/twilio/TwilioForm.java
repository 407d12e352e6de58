package com.callmissed.twilio;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The parameters of a form post, decoded as UTF-8. It has no {@code toString()}, because the values contain personal
 * data.
 */
final class TwilioForm {
    /** In bytes. Twilio's forms have a few hundred bytes, and about as many again for what the caller said. */
    static final int LARGEST = 64 * 1024;

    private static final int MOST_PARAMETERS = 500;

    private final SortedMap<String, SortedSet<String>> parameters;

    private TwilioForm(SortedMap<String, SortedSet<String>> parameters) {
        this.parameters = parameters;
    }

    /**
     * Returns empty if the body is not a form, or too large for a form of Twilio. The signature of the body is not
     * verified yet.
     */
    static Optional<TwilioForm> parse(byte[] body) {
        if (body.length > LARGEST) {
            return Optional.empty();
        }
        String[] pairs = new String(body, StandardCharsets.UTF_8).split("&", MOST_PARAMETERS + 1);
        if (pairs.length > MOST_PARAMETERS) {
            return Optional.empty();
        }
        SortedMap<String, SortedSet<String>> parameters = new TreeMap<>();
        try {
            for (String pair : pairs) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                if (!pair.isEmpty()) {
                    parameters.computeIfAbsent(name, known -> new TreeSet<>()).add(value);
                }
            }
        } catch (IllegalArgumentException broken) {
            return Optional.empty();
        }
        return Optional.of(new TwilioForm(parameters));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Returns the value of a parameter; empty if it is missing. If there are several, the first in sort order. */
    String get(String name) {
        SortedSet<String> values = parameters.get(name);
        return values == null ? "" : values.first();
    }

    /** Returns the values of the parameters whose name fits. */
    Stream<String> values(Predicate<String> name) {
        return parameters.entrySet().stream()
                .filter(parameter -> name.test(parameter.getKey()))
                .flatMap(parameter -> parameter.getValue().stream());
    }

    /**
     * Returns the text that Twilio signs after the URL: sorted names with their values, without separators, equal pairs
     * once.
     */
    String signed() {
        StringBuilder signed = new StringBuilder();
        parameters.forEach(
                (name, values) -> values.forEach(value -> signed.append(name).append(value)));
        return signed.toString();
    }
}
