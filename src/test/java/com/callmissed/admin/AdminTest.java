package com.callmissed.admin;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.callmissed.config.Settings;
import com.callmissed.events.EventConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The grammar of the commands, without a database. */
class AdminTest {
    private static final SmallRyeConfig NO_DATABASE = Settings.read(Admin.mappings(List.of()));
    private static final String ID = "01999999-0000-7000-8000-000000000001";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void listsEachCommandWithItsUsage() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains("payloads retry [<id> ...] [--status <status>]")
                .contains("keys revoke [--prefix <cm_live_...>] [--last-four <characters>] [--reason <text>] [--yes]")
                .contains("events status [--tenant <uuid>] [--limit <n>]");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 140);
        assertThat(run()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            webhooks list | unknown command webhooks, see admin --help
            payloads | payloads needs one of list, show, retry, discard
            payloads delete | payloads needs one of list, show, retry, discard
            turns list --since 1h | unknown option --since; usage: admin turns list [--tenant <uuid>] [--limit <n>]
            turns list --yes | unknown option --yes; usage: admin turns list [--tenant <uuid>] [--limit <n>]
            turns list --limit | --limit needs a value; usage: admin turns list [--tenant <uuid>] [--limit <n>]
            turns list x | unexpected argument x; usage: admin turns list [--tenant <uuid>] [--limit <n>]
            turns list --tenant x | --tenant must be a UUID; usage: admin turns list [--tenant <uuid>] [--limit <n>]
            payloads show | one id is expected; usage: admin payloads show <id>
            payloads show x | x is not an id; usage: admin payloads show <id>
            turns list --all | unknown option --all; usage: admin turns list [--tenant <uuid>] [--limit <n>]
            """)
    void refusesWhatItDoesNotUnderstand(String words, String reason) {
        assertThat(run(words.split(" "))).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("admin: " + reason + "\n");
        assertThat(out.toString()).isEmpty();
    }

    /** One forgotten option must not release everything. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--yes", "--yes --reason why", "--all --yes --tenant " + ID})
    void aHoldIsOfOneTenantOrExpresslyOfAll(String options) {
        for (String command : List.of("hold", "release")) {
            err.reset();
            assertThat(run(("outbound " + command + " " + options).split(" "))).isEqualTo(2);
            assertThat(err.toString())
                    .isEqualTo("admin: either --tenant or --all is expected; usage: admin outbound " + command
                            + " [--tenant <uuid>] [--all] [--reason <text>] [--yes]\n");
        }
        err.reset();
        assertThat(run("outbound", "release", "--all", "--yes")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("admin: DATABASE_URL is missing\n");
    }

    @Test
    void needsADatabase() {
        assertThat(run("payloads", "show", ID)).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("admin: DATABASE_URL is missing\n");
    }

    /** Such as {@code keys revoke} at night, with a mistake in the settings of something else. */
    @Test
    void readsOnlyTheSettingsOfTheCommand() {
        String mistake = "callmissed.secret-format";
        List<String> revoke = List.of("keys", "revoke");
        assertThatCode(() -> settings(revoke, mistake)).doesNotThrowAnyException();
        assertThat(Admin.mappings(revoke)).containsExactly(EventConfig.class);
        for (String group : List.of("pepper", "database")) {
            assertThatThrownBy(() -> settings(List.of(group), mistake)).hasMessageContaining(mistake);
        }
    }

    private static SmallRyeConfig settings(List<String> args, String malformed) {
        return Settings.addTo(new SmallRyeConfigBuilder().addDefaultInterceptors(), Admin.mappings(args))
                .withDefaultValue(malformed, "malformed")
                .build();
    }

    private int run(String... words) {
        return Admin.run(List.of(words), NO_DATABASE, new PrintStream(out, true), new PrintStream(err, true));
    }
}
