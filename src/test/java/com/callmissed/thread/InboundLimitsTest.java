package com.callmissed.thread;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.callmissed.persistence.JsonDocument;

import static org.assertj.core.api.Assertions.assertThat;

class InboundLimitsTest {
    @Test
    void keepsWhatFits() {
        String content = "é".repeat(InboundLimits.CONTENT_BYTES / 2);
        Map<String, Object> metadata = Map.of("a", "x".repeat(JsonDocument.MAX_BYTES - 8));

        assertThat(InboundLimits.content(content)).isEqualTo(content);
        assertThat(InboundLimits.metadata(metadata, content)).isEqualTo(metadata);
        assertThat(InboundLimits.metadata(null, content)).isNull();
    }

    @Test
    void cutsATextBetweenCharactersAndKeepsItsLength() {
        String content = "x" + "💥".repeat(20_000);

        assertThat(InboundLimits.content(content)).isEqualTo("x" + "💥".repeat(16_383));
        assertThat(InboundLimits.metadata(Map.of("a", 1), content))
                .isEqualTo(Map.of("a", 1, "truncated", Map.of("content", 80_001)));
        assertThat(InboundLimits.metadata(null, content)).isEqualTo(Map.of("truncated", Map.of("content", 80_001)));
    }

    @Test
    void leavesOutTheLargestEntriesFirst() {
        Map<String, Object> metadata = Map.of(
                "interactive", "x".repeat(9_000), "errors", List.of("y".repeat(12_000)), "context", "z".repeat(7_000));

        assertThat(InboundLimits.metadata(metadata, "Hi"))
                .isEqualTo(Map.of(
                        "interactive",
                        metadata.get("interactive"),
                        "context",
                        metadata.get("context"),
                        "truncated",
                        Map.of("metadata", List.of("errors"))));
        assertThat(InboundLimits.metadata(Map.of("errors", "x".repeat(JsonDocument.MAX_BYTES)), "Hi"))
                .isEqualTo(Map.of("truncated", Map.of("metadata", List.of("errors"))));
    }

    @Test
    void countsTheMark() {
        Map<String, Object> metadata = Map.of("a", "x".repeat(JsonDocument.MAX_BYTES - 30), "b", 1);

        assertThat(InboundLimits.metadata(metadata, "x".repeat(70_000)))
                .isEqualTo(Map.of("b", 1, "truncated", Map.of("content", 70_000, "metadata", List.of("a"))));
    }

    @Test
    void cutsNames() {
        assertThat(InboundLimits.names(null)).isNull();
        assertThat(InboundLimits.names(Map.of("customer_name", "x".repeat(255))))
                .isEqualTo(Map.of("customer_name", "x".repeat(255)));
        assertThat(InboundLimits.names(Map.of("customer_name", "x".repeat(254) + "💥💥")))
                .isEqualTo(Map.of("customer_name", "x".repeat(254), "truncated", Map.of("customer_name", 258)));
    }
}
