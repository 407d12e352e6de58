package com.callmissed.architecture;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The text of Java sources: the length of lines everywhere, and the language of comments in the service. */
class SourceTextTest {
    private static final int LONGEST_LINE = 120;
    /** Java cannot break an import, and readers copy a URL as a whole. */
    private static final Pattern UNBREAKABLE = Pattern.compile("^import |https?://\\S{60}");
    /** Rows of recorded provider payloads with their results: one row is one case. */
    private static final Path PROVIDER_CASES =
            Path.of("src/test/java/com/callmissed/whatsapp/WhatsAppPayloadTest.java");

    private static final Pattern COMMENT = Pattern.compile("(?ms)^\\s*/\\*.*?\\*/|(?<!:)//[^\\n]*");
    /** Words of translated English. CONTRIBUTING asks for plain technical English. */
    private static final Pattern RIDDLE = Pattern.compile(
            "(?i)\\b(whoever|whatever|earns|tells|once\\s+more|of\\s+before|asks?\\s+for\\s+a\\s+moment)\\b");

    @Test
    void linesEndAt120Columns() {
        List<Path> files = Stream.of("src/main/java", "src/test/java", "bench/src", "bench/peers")
                .flatMap(folder -> Sources.list(Path.of(folder), ".java").stream())
                .toList();
        assertThat(files).hasSizeGreaterThan(500);
        assertThat(files.stream().filter(file -> !file.equals(PROVIDER_CASES)).flatMap(SourceTextTest::longLines))
                .isEmpty();
    }

    @Test
    void commentsAreInPlainEnglish() {
        assertThat(Sources.javaFiles().stream().flatMap(SourceTextTest::riddles))
                .isEmpty();
    }

    private static Stream<String> longLines(Path file) {
        List<String> lines = Sources.read(file).lines().toList();
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).codePoints().count() > LONGEST_LINE)
                .filter(i -> !UNBREAKABLE.matcher(lines.get(i)).find())
                .mapToObj(i -> file + ":" + (i + 1));
    }

    private static Stream<String> riddles(Path file) {
        String source = Sources.read(file);
        return COMMENT.matcher(source).results().flatMap(comment -> RIDDLE.matcher(comment.group())
                .results()
                .map(word -> file + ":" + lineOf(source, comment.start() + word.start()) + " " + word.group()));
    }

    private static long lineOf(String source, int position) {
        return source.substring(0, position + 1).lines().count();
    }
}
