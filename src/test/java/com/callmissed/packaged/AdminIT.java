package com.callmissed.packaged;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import com.callmissed.testing.Database;
import com.callmissed.testing.PackagedApp;
import com.callmissed.testing.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/** The command {@code admin} as a process, with nothing but a database. */
class AdminIT {
    private static final String PAYLOAD = "01999999-0000-7000-8000-000000000001";
    private static final String TENANT = "de300000-0000-4000-8000-000000000009";

    @Test
    void worksWithTheDatabaseAlone() {
        String url = TestDatabase.create();
        Map<String, String> alone = Map.of("DATABASE_URL", url);
        PackagedApp.Result early = PackagedApp.run(alone, "admin", "payloads", "list");
        assertThat(said(early))
                .isEqualTo("admin: The database has the schema of another version: run migrate, or"
                        + " the command of that version\n");
        assertThat(early.exitCode()).isEqualTo(1);

        PackagedApp.run(new HashMap<>(PackagedApp.production(url)), "migrate");
        Database database = Database.at(url);
        database.execute(
                "INSERT INTO inbound_payload (tenant_id, id, bot_id, provider, address, body, signature, outcome,"
                        + " attempts, received_at, lease_until, processed_at) VALUES (?::uuid, ?::uuid, ?::uuid,"
                        + " 'whatsapp', '1', convert_to(?, 'UTF8'), 'verified', 'failed', 12, now(), now(), now())",
                TENANT,
                PAYLOAD,
                PAYLOAD,
                "{\"text\":\"¿Sí? 你好\"}");

        PackagedApp.Result shown = PackagedApp.run(alone, "admin", "payloads", "show", PAYLOAD, "--json");
        assertThat(said(shown))
                .startsWith("{\"payload_id\":\"" + PAYLOAD + "\"")
                .contains("¿Sí? 你好")
                .hasLineCount(1);
        PackagedApp.Result done = PackagedApp.run(alone, "admin", "payloads", "retry", PAYLOAD, "--yes");
        assertThat(done.output()).contains("payload.retry: 1 changed, 0 left as they are. The run is admin-");
        assertThat(done.exitCode()).isZero();
        assertThat(database.select("SELECT p.outcome || ' ' || a.action FROM inbound_payload p, audit_entry a"))
                .containsExactly("pending payload.retry");
    }

    @Test
    void endsWithAReasonInOneLine() {
        PackagedApp.Result unknown = PackagedApp.run(Map.of(), "admin", "webhooks", "list");
        assertThat(said(unknown)).isEqualTo("admin: unknown command webhooks, see admin --help\n");
        assertThat(unknown.exitCode()).isEqualTo(2);
        PackagedApp.Result away = PackagedApp.run(
                Map.of("DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:1/none"), "admin", "payloads", "list");
        assertThat(said(away))
                .startsWith("admin: The database cannot be used: ")
                .doesNotContain("secret")
                .hasLineCount(1);
        assertThat(away.exitCode()).isEqualTo(1);
    }

    /** The output of the command. Java 24 and later print warnings about memory that Netty allocates. */
    private static String said(PackagedApp.Result result) {
        return result.output()
                .lines()
                .filter(line -> !line.startsWith("WARNING: "))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }
}
