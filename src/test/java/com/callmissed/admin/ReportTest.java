package com.callmissed.admin;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReportTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void printsATable() {
        report(false).list(List.of(row("id", 1, "scopes", List.of("a", "b")), row("id", 100, "scopes", null)));
        assertThat(out.toString()).isEqualTo("id   scopes\n1    a,b\n100  -\n");
    }

    @Test
    void printsOneObjectInEachLine() {
        report(true).list(List.of(row("id", 1, "name", null), row("id", 2, "name", "x\ny")));
        assertThat(out.toString()).isEqualTo("{\"id\":1,\"name\":null}\n{\"id\":2,\"name\":\"x\\ny\"}\n");
    }

    @Test
    void aTerminalGetsNoControlCharacters() {
        report(false).document(row("name", "\u001b[2Jgone\r\n", "details", new JsonObject().put("a", 1)));
        assertThat(out.toString()).isEqualTo("name: ?[2Jgone??\ndetails: {\"a\":1}\n");
    }

    @Test
    void saysThatMoreMatch() {
        Change change = new Change(
                "message.retry",
                null,
                List.of(row("result", "changed"), row("result", "window_closed")),
                true,
                List.of("be careful"));
        report(false).change(change);
        assertThat(out.toString()).isEqualTo("""
                result
                changed
                window_closed
                Warning: be careful
                message.retry: 1 would be changed, 1 left as they are.
                More match than --limit. Run the command again for the others.
                Dry run: nothing was changed. Add --yes to do it.
                """);
        out.reset();
        report(true).change(change);
        assertThat(new JsonObject(out.toString()).fieldNames())
                .containsExactly("action", "dry_run", "run_id", "changed", "skipped", "more", "warnings", "items");
    }

    @Test
    void namesARunBesideTheResult() {
        report(true).begins(new Run("admin-1", null));
        assertThat(err.toString()).isEqualTo("admin: the run is admin-1 in the audit log\n");
        assertThat(out.toString()).isEmpty();
    }

    private Report report(boolean json) {
        return new Report(new PrintStream(out, true), new PrintStream(err, true), json);
    }

    private static Map<String, Object> row(Object... fields) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            row.put((String) fields[i], fields[i + 1]);
        }
        return row;
    }
}
