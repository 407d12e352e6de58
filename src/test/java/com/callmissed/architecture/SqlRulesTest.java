package com.callmissed.architecture;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** SQL follows the order of {@link Layers}: a statement names only tables of its own package and of those below. */
class SqlRulesTest {
    private static final Map<String, String> OWNERS = Map.ofEntries(
            Map.entry("bot", "bot"),
            Map.entry("bot_channel", "bot"),
            Map.entry("saved_answer", "answer"),
            Map.entry("saved_answer_question", "answer"),
            Map.entry("contact", "contact"),
            Map.entry("contact_identity", "contact"),
            Map.entry("conversation", "thread"),
            Map.entry("conversation_alias", "thread"),
            Map.entry("message", "thread"),
            Map.entry("outbox", "outbound"),
            Map.entry("outbound_hold", "outbound"),
            Map.entry("service_instance", "outbound"),
            Map.entry("autoreply_turn", "autoreply"),
            Map.entry("inbound_payload", "inbound"),
            Map.entry("api_key", "security.apikey"),
            Map.entry("idempotency", "idempotency"),
            Map.entry("event", "events"),
            Map.entry("audit_entry", "audit"));

    /** The other tables of the log: its counter, and a part for each slot of the ring. */
    private static final Pattern OF_THE_LOG = Pattern.compile("event_(counter|[0-9])");

    /**
     * {@code bot.conversation_count} is published with every bot, and counting is all that bots have to do with
     * conversations.
     */
    private static final Set<String> EXCEPTIONS = Set.of("BotStore reads conversation");

    private static final Pattern CREATE_TABLE = Pattern.compile("CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?(\\w+)");
    private static final Pattern TEXT = Pattern.compile("\"\"\"(?s:.*?)\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"");
    private static final Pattern NAMED =
            Pattern.compile("\\b(?:FROM|JOIN|INTO|UPDATE|TABLE|USING|ONLY) (?:ONLY )?([a-z_0-9]+)");

    @Test
    void everyTableHasAnOwner() {
        List<Path> migrations = Sources.list(Path.of("src/main/resources/db/migration"), ".sql");
        assertThat(migrations.stream()
                        .flatMap(
                                file -> CREATE_TABLE.matcher(Sources.read(file)).results())
                        .map(table -> table.group(1)))
                .as("tables of the migrations")
                .isNotEmpty()
                .allMatch(table -> ownerOf(table) != null);
    }

    @Test
    void statementsNameTablesOfTheirPackageAndBelow() {
        Set<String> wrong = new TreeSet<>();
        Set<String> excepted = new TreeSet<>();
        int named = 0;
        for (Path file : Sources.javaFiles()) {
            String own = Sources.packageOf(file);
            for (String table : tablesIn(file)) {
                named++;
                String owner = ownerOf(table);
                if (!owner.equals(own) && !Layers.isAbove(own, owner)) {
                    String reading = file.getFileName().toString().replace(".java", "") + " reads " + table;
                    (EXCEPTIONS.contains(reading) ? excepted : wrong).add(reading);
                }
            }
        }
        assertThat(named).as("tables found in statements").isGreaterThan(50);
        assertThat(wrong)
                .as("a package that reads the tables of one above it changes with that one")
                .isEmpty();
        assertThat(excepted).as("exceptions that are still needed").isEqualTo(new TreeSet<>(EXCEPTIONS));
    }

    private static List<String> tablesIn(Path file) {
        return TEXT.matcher(Sources.read(file))
                .results()
                .map(MatchResult::group)
                .flatMap(text -> NAMED.matcher(text.replaceAll("\\s+", " ")).results())
                .map(found -> found.group(1))
                .filter(name -> ownerOf(name) != null)
                .toList();
    }

    /** Returns null for a name that is not a table of the service, such as that of a subquery. */
    private static String ownerOf(String table) {
        return OF_THE_LOG.matcher(table).matches() ? "events" : OWNERS.get(table);
    }
}
