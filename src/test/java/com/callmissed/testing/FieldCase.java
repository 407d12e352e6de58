package com.callmissed.testing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

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

    /**
     * A request of a {@code .http} file.
     *
     * @param body empty for none
     */
    public record Request(String method, String target, Map<String, String> headers, String body) {
        /** Sends it with the credential of {@code as}. */
        public Response send(RequestSpecification as) {
            RequestSpecification request = as.headers(headers).urlEncodingEnabled(false);
            return (body.isEmpty() ? request : request.body(body.getBytes(StandardCharsets.UTF_8)))
                    .request(method, target);
        }
    }

    /** Returns the requests of a {@code .http} file, in their order. */
    public List<Request> requests(String name, Map<String, String> placeholders) {
        List<Request> requests = new ArrayList<>();
        for (String text : read(name).split("\n---\n")) {
            String filled = text;
            for (Map.Entry<String, String> placeholder : placeholders.entrySet()) {
                filled = filled.replace(placeholder.getKey(), placeholder.getValue());
            }
            String[] parts = filled.split("\n\n", 2);
            String[] head = parts[0].split("\n");
            Map<String, String> headers = new LinkedHashMap<>();
            for (String line : List.of(head).subList(1, head.length)) {
                headers.put(
                        line.substring(0, line.indexOf(':')),
                        line.substring(line.indexOf(':') + 1).strip());
            }
            String[] first = head[0].split(" ");
            requests.add(new Request(first[0], first[1], headers, parts.length == 1 ? "" : parts[1]));
        }
        return requests;
    }

    private static String time(MatchResult placeholder) {
        long offset = placeholder.group(1) == null ? 0 : Long.parseLong(placeholder.group(1));
        return Matcher.quoteReplacement(Long.toString(Instant.now().getEpochSecond() + offset));
    }
}
