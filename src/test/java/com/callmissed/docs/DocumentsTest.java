package com.callmissed.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The README stays short, no link of a page is broken, and every page can be found from the README. */
class DocumentsTest {
    private static final Path README = Path.of("README.md");
    private static final int MOST_WORDS = 900;

    @Test
    void readmeHasAtMost900Words() {
        int words = MarkdownPage.read(README).text().split("\\s+").length;
        assertThat(words).isLessThanOrEqualTo(MOST_WORDS);
    }

    @Test
    void everyLinkLeadsToAFileAndAnAnchor() {
        List<String> broken = new ArrayList<>();
        for (Path file : MarkdownFiles.all()) {
            MarkdownPage page = MarkdownPage.read(file);
            page.links().stream().filter(link -> !resolves(page, link)).forEach(link -> broken.add(file + ": " + link));
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPageIsReachedFromTheReadme() {
        Set<Path> reached = new HashSet<>(Set.of(README));
        Deque<Path> unread = new ArrayDeque<>(reached);
        while (!unread.isEmpty()) {
            MarkdownPage page = MarkdownPage.read(unread.remove());
            page.links().stream()
                    .map(page::target)
                    .filter(target -> target.toString().endsWith(".md") && Files.exists(target))
                    .filter(reached::add)
                    .forEach(unread::add);
        }
        assertThat(MarkdownFiles.all())
                .filteredOn(file -> !reached.contains(file))
                .isEmpty();
    }

    private static boolean resolves(MarkdownPage page, String link) {
        Path target = page.target(link);
        int hash = link.indexOf('#');
        return Files.exists(target)
                && (hash < 0 || MarkdownPage.read(target).anchors().contains(link.substring(hash + 1)));
    }
}
