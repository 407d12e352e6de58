package com.callmissed.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;

/**
 * A message that the service sent to {@link GraphServer}.
 *
 * @param at when it had arrived completely, from {@link System#nanoTime}
 * @param to without a plus sign
 * @param reference of {@code biz_opaque_callback_data}
 * @param id the id that {@link GraphReply#accepted} returns for it
 * @param json the whole request
 */
public record GraphMessage(
        long at, String path, String token, String to, String body, String reference, String id, JsonNode json) {
    private static final Pattern TOKEN = Pattern.compile("(?im)^authorization: Bearer (.*)$");
    private static final ObjectMapper JSON = new ObjectMapper();

    static GraphMessage of(String head, Buffer content) {
        try {
            JsonNode json = JSON.readTree(content.getBytes());
            return new GraphMessage(
                    System.nanoTime(),
                    head.split(" ")[1],
                    token(head),
                    json.path(json.has("to") ? "to" : "recipient").asText(),
                    json.path("text").path("body").asText(),
                    json.path("biz_opaque_callback_data").asText(null),
                    "wamid." + UUID.randomUUID(),
                    json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String token(String head) {
        Matcher matcher = TOKEN.matcher(head);
        return matcher.find() ? matcher.group(1).strip() : null;
    }
}
