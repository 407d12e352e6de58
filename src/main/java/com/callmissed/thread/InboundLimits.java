package com.callmissed.thread;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.callmissed.persistence.JsonDocument;
import com.callmissed.text.TextCut;

/**
 * Limits of what arrives on channels. The service cannot refuse it, so it cuts what is longer. {@value #MARK} in the
 * metadata names what was cut: a text with its former length, and left out entries of the metadata by their names.
 */
public final class InboundLimits {
    /** The most bytes of a message's content in UTF-8. */
    public static final int CONTENT_BYTES = 64 * 1024;

    /** The most characters of a name, in UTF-16 units. */
    public static final int NAME_LENGTH = 255;

    static final String MARK = "truncated";

    private InboundLimits() {}

    /** Returns the content, or as much of its start as the limit allows. */
    public static String content(String content) {
        return TextCut.startInUtf8(content, CONTENT_BYTES);
    }

    /**
     * Returns the metadata of a message with {@code content}, at most {@link JsonDocument#MAX_BYTES} as JSON.
     *
     * @param metadata of the message; null if there is none
     * @param content as it arrived
     * @return null if there is none
     */
    public static Map<String, Object> metadata(Map<String, Object> metadata, String content) {
        Map<String, Object> cut = new LinkedHashMap<>();
        if (content(content).length() < content.length()) {
            cut.put("content", content.getBytes(StandardCharsets.UTF_8).length);
        }
        return metadata == null || fits(metadata, cut) ? marked(metadata, cut) : withoutTheLargest(metadata, cut);
    }

    /** Returns a name, or as much of its start as the limit allows. Null stays null. */
    public static String name(String name) {
        return name == null ? null : TextCut.start(name, NAME_LENGTH);
    }

    /** Returns the metadata of a conversation, whose texts are names. Null stays null. */
    public static Map<String, Object> names(Map<String, Object> names) {
        if (names == null) {
            return null;
        }
        Map<String, Object> kept = new LinkedHashMap<>();
        Map<String, Object> cut = new LinkedHashMap<>();
        names.forEach((key, value) -> {
            boolean isLong = value instanceof String name && name.length() > NAME_LENGTH;
            kept.put(key, isLong ? TextCut.start((String) value, NAME_LENGTH) : value);
            if (isLong) {
                cut.put(key, ((String) value).length());
            }
        });
        return marked(kept, cut);
    }

    private static Map<String, Object> withoutTheLargest(Map<String, Object> metadata, Map<String, Object> cut) {
        Map<String, Object> kept = new LinkedHashMap<>(metadata);
        List<String> names = new ArrayList<>();
        cut.put("metadata", names);
        List<String> largestFirst = metadata.keySet().stream()
                .sorted(Comparator.comparing((String key) -> size(metadata.get(key)))
                        .reversed())
                .toList();
        for (String key : largestFirst) {
            kept.remove(key);
            names.add(key);
            if (fits(kept, cut)) {
                break;
            }
        }
        return marked(kept, cut);
    }

    private static Map<String, Object> marked(Map<String, Object> metadata, Map<String, Object> cut) {
        if (cut.isEmpty()) {
            return metadata;
        }
        Map<String, Object> marked = new LinkedHashMap<>(metadata == null ? Map.of() : metadata);
        marked.put(MARK, cut);
        return marked;
    }

    private static boolean fits(Map<String, Object> metadata, Map<String, Object> cut) {
        return JsonDocument.of(marked(metadata, cut)).bytes() <= JsonDocument.MAX_BYTES;
    }

    private static int size(Object value) {
        return JsonDocument.of(Collections.singletonMap("", value)).bytes();
    }
}
