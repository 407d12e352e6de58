package com.callmissed.thread;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OneHomeTest {
    /** An assignment to a column that a rule sets, in a statement or in an entity. */
    private static final Pattern DECIDED =
            Pattern.compile("(?<!\\.)\\b(message_count|last_message_at|last_message_preview"
                    + "|last_inbound_at|status_changed_at|status_change_id|status_reason|ai_autoreply_enabled"
                    + "|autoreply_since"
                    + "|autoreply_by_kind|autoreply_by_id|autoreply_reason|autoreply_resumes_at|autoreply_change_id) = "
                    + "|\\b(statusChangedAt|messageCount|lastMessageAt|lastInboundAt|control\\.\\w+) = ");

    @Test
    void nobodyElseWritesWhatARuleDecides() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<String> others = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> DECIDED.matcher(read(file)).find())
                    .map(file -> file.getFileName().toString())
                    .toList();
            assertThat(others)
                    .as("ThreadChange is the only class that writes these columns by name")
                    .isEmpty();
        }
    }

    /** Bots and providers have kinds of the same names. Adapters know their channel. */
    @Test
    void nobodyElseSpellsTheNamesOfChannels() throws IOException {
        Pattern names = Pattern.compile(
                Stream.of(Channel.values()).map(Channel::value).collect(Collectors.joining("|", "(['\"])(", ")\\1")));
        Set<String> others = Set.of("BotType.java", "Provider.java");
        Set<String> adapters = Set.of("whatsapp", "graph", "twilio");
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .filter(file -> !adapters.contains(
                                    file.getParent().getFileName().toString()))
                            .filter(file -> names.matcher(read(file)).find())
                            .map(file -> file.getFileName().toString())
                            .filter(file -> !others.contains(file)))
                    .as("a channel is named by its constant, and found by its traits")
                    .containsExactly("Channel.java");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
