package com.callmissed.admin;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ArgumentsTest {
    private static final String ID = "01999999-0000-7000-8000-000000000001";
    private static final List<String> STATUSES = List.of("failed", "uncertain");
    private static final Command CHANGE = Command.changing(
            "retry",
            Command.Ids.ANY,
            "",
            (desk, arguments, report) -> {},
            Option.STATUS,
            Option.TENANT,
            Option.SINCE,
            Option.LIMIT);

    @Test
    void readsIdsOptionsAndFlagsInAnyOrder() {
        Arguments arguments = parse("--json", ID, "--reason", "why", ID, "--yes");
        assertThat(arguments.json()).isTrue();
        assertThat(arguments.yes()).isTrue();
        assertThat(arguments.ids()).extracting(Object::toString).containsExactly(ID);
        assertThat(arguments.text(Option.REASON)).isEqualTo("why");
        arguments.requireChoice();
        assertThat(arguments.warnings(1)).isEmpty();
        assertThat(arguments.warnings(0)).containsExactly("1 of the ids name nothing that can be changed");
    }

    @Test
    void hasDefaults() {
        Arguments arguments = parse();
        assertThat(arguments.ids()).isNull();
        assertThat(arguments.yes()).isFalse();
        assertThat(arguments.json()).isFalse();
        assertThat(arguments.tenant()).isNull();
        assertThat(arguments.status(STATUSES)).isNull();
        assertThat(arguments.limit()).isEqualTo(100);
        assertThat(arguments.since("7d")).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void aChangeNeedsAChoice() {
        assertRefused("ids or --status are expected", () -> parse("--yes").requireChoice());
        assertRefused(
                "ids or --status are expected", () -> parse("--tenant", ID).requireChoice());
        assertRefused("ids stand alone, without options that choose", () -> parse(ID, "--status", "failed")
                .requireChoice());
        parse("--status", "failed").requireChoice();
        parse(ID, "--reason", "why").requireChoice();
    }

    @Test
    void checksValues() {
        assertRefused("--status must be failed or uncertain", () -> parse("--status", "sent")
                .status(STATUSES));
        assertRefused("--tenant must be a UUID", () -> parse("--tenant", "x").tenant());
        for (String limit : List.of("0", "1001", "x", "-1", "9999999")) {
            assertRefused("--limit must be a number from 1 to 1000", () -> parse("--limit", limit)
                    .limit());
        }
        for (String since : List.of("0h", "7", "h", "7w", "999999h")) {
            assertRefused("--since must be a number with s, m, h or d, such as 24h", () -> parse("--since", since)
                    .since("7d"));
        }
        assertRefused("--limit is given twice", () -> parse("--limit", "5", "--limit", "6"));
        assertRefused("--reason has more than 500 characters", () -> parse("--reason", "x".repeat(501)));
    }

    private static Arguments parse(String... words) {
        return Arguments.parse(CHANGE, List.of(words));
    }

    private static void assertRefused(String reason, Runnable action) {
        assertThatExceptionOfType(UsageException.class).isThrownBy(action::run).withMessage(reason);
    }
}
