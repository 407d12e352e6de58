package com.callmissed.http.json;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("unit")
class JsonOutputTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final Random RANDOM = new Random(1);

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                7,
                10,
                99,
                100,
                12_345,
                Integer.MAX_VALUE,
                Long.MAX_VALUE,
                -1,
                -10,
                Integer.MIN_VALUE,
                Long.MIN_VALUE
            })
    void writesNumbers(long number) {
        assertThat(written(out -> out.number(number))).isEqualTo(Long.toString(number));
    }

    static Stream<Instant> times() {
        Stream<Instant> chosen = Stream.of(
                        "0000-01-01T00:00:00Z",
                        "0000-02-29T12:00:00Z",
                        "1600-02-29T00:00:00Z",
                        "1899-12-31T23:59:59.999999999Z",
                        "1900-02-28T23:59:59Z",
                        "1900-03-01T00:00:00Z",
                        "1969-12-31T23:59:59.000001Z",
                        "1970-01-01T00:00:00Z",
                        "2000-02-29T01:02:03.100Z",
                        "2024-12-31T00:00:00.000000001Z",
                        "2026-11-27T16:41:37.352286Z",
                        "9999-12-31T23:59:59.999999Z",
                        "+10000-01-01T00:00:00Z",
                        "-0001-12-31T23:59:59Z")
                .map(Instant::parse);
        Stream<Instant> random = Stream.generate(
                        () -> Instant.ofEpochSecond(RANDOM.nextLong(-62_167_219_200L, 253_402_300_800L), fraction()))
                .limit(1_000);
        return Stream.concat(chosen, random);
    }

    private static int fraction() {
        int unit = List.of(1, 1_000, 1_000_000, 1_000_000_000).get(RANDOM.nextInt(4));
        return RANDOM.nextInt(1_000_000_000) / unit * unit;
    }

    @Test
    void writesTimes() {
        times().forEach(time -> assertThat(written(out -> out.instant(time))).isEqualTo("\"" + time + "\""));
    }

    @Test
    void writesEveryDayOfFourCenturies() {
        for (long day = 0; day < 146_097; day++) {
            Instant time = Instant.ofEpochSecond(day * 86_400);
            assertThat(written(out -> out.instant(time))).isEqualTo("\"" + time + "\"");
        }
    }

    @Test
    void writesIds() {
        Stream.concat(
                        Stream.of(new UUID(0, 0), new UUID(-1, -1)),
                        Stream.generate(() -> new UUID(RANDOM.nextLong(), RANDOM.nextLong()))
                                .limit(100))
                .forEach(id -> assertThat(written(out -> out.uuid(id))).isEqualTo("\"" + id + "\""));
    }

    static List<String> texts() {
        return List.of(
                "",
                "Where is my order?",
                "\"quoted\" \\ / \b\f\n\r\t",
                "\u0000\u0001\u001f \u007f\u0080",
                "Żółć €",
                "नमस्ते مرحبا",
                "\u2028\u2029\ufeff\uffff",
                "👍🏽👨‍👩‍👧‍👦",
                "\n".repeat(5_000),
                "\u0001".repeat(5_000),
                "é\"".repeat(5_000),
                "👍\n".repeat(5_000),
                "x".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void writesTextAsTheMapperDoes(String text) throws JsonProcessingException {
        assertThat(written(out -> out.string(text))).isEqualTo(JACKSON.writeValueAsString(text));
    }

    @Test
    void replacesHalfOfASurrogatePair() {
        assertThat(written(out -> out.string("a\ud83db\udc4d"))).isEqualTo("\"a?b?\"");
        assertThat(written(out -> out.string("\ud83d"))).isEqualTo("\"?\"");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void writesJsonAsItIs(String text) throws JsonProcessingException {
        String json = JACKSON.writeValueAsString(List.of(text));
        assertThat(written(out -> out.json(json))).isEqualTo(json);
    }

    private static String written(Consumer<JsonOutput> values) {
        JsonOutput out = new JsonOutput(1);
        values.accept(out);
        return out.toBuffer().toString();
    }
}
