package com.callmissed.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** One page: its text without code, its links and its anchors. */
record MarkdownPage(Path file, String text, String prose) {
    private static final Pattern FENCE = Pattern.compile("^ *```.*?^ *```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern INLINE_CODE = Pattern.compile("`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.*?) *$", Pattern.MULTILINE);
    private static final Pattern TARGET_OF_LINK = Pattern.compile("]\\([^)]*\\)");
    private static final Pattern NOT_IN_ANCHORS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}_ -]");

    static MarkdownPage read(Path file) {
        try {
            String text = Files.readString(file);
            return new MarkdownPage(file, text, FENCE.matcher(text).replaceAll(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Links to files of the repository, as they are written: {@code file}, {@code file#anchor} or {@code #anchor}. */
    List<String> links() {
        String withoutCode = INLINE_CODE.matcher(prose).replaceAll("code");
        return LINK.matcher(withoutCode)
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.matches("[a-z]+:.*"))
                .toList();
    }

    /** The file that a link of this page leads to. */
    Path target(String link) {
        String path = link.replaceFirst("#.*", "");
        return path.isEmpty() ? file : file.resolveSibling(path).normalize();
    }

    /** The names of the headings in links, by the rules of GitHub. */
    Set<String> anchors() {
        Set<String> anchors = new HashSet<>();
        HEADING.matcher(prose).results().map(MarkdownPage::anchor).forEach(anchor -> {
            String free = IntStream.iterate(0, i -> i + 1)
                    .mapToObj(i -> i == 0 ? anchor : anchor + "-" + i)
                    .filter(candidate -> !anchors.contains(candidate))
                    .findFirst()
                    .orElseThrow();
            anchors.add(free);
        });
        return anchors;
    }

    private static String anchor(MatchResult heading) {
        String title = TARGET_OF_LINK.matcher(heading.group(1)).replaceAll("").toLowerCase(Locale.ROOT);
        return NOT_IN_ANCHORS.matcher(title).replaceAll("").replace(' ', '-');
    }
}
