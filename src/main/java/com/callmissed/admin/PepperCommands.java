package com.callmissed.admin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.crypto.ApiKeyHash;
import com.callmissed.crypto.SecretsConfig;
import com.callmissed.crypto.StoredHash;
import com.callmissed.persistence.Columns;
import com.callmissed.security.apikey.KeyPeppers;

/** The change of the pepper: which keys need the previous one, and its end for keys that nobody uses. */
final class PepperCommands implements CommandGroup {
    private static final String STATUS = """
            SELECT encode(k.pepper_id, 'hex') AS pepper_id, count(*) AS keys,
                count(k.inner_keys) AS moved_without_use, max(k.last_used_at) AS last_used_at
            FROM api_key k
            WHERE ($1::uuid IS NULL OR k.tenant_id = $1) AND %s
            GROUP BY k.pepper_id
            ORDER BY k.pepper_id
            LIMIT $2
            """.formatted(KeyPeppers.USABLE);

    private static final String UNDER = """
            SELECT k.secret_hash, k.inner_keys, k.id, k.tenant_id, k.prefix, k.last_four, k.name, k.last_used_at
            FROM api_key k
            WHERE ($1::uuid IS NULL OR k.tenant_id = $1) AND k.pepper_id = $2 AND %s
                AND (k.tenant_id, k.id) > ($3, $4)
            ORDER BY k.tenant_id, k.id
            LIMIT $5
            """.formatted(KeyPeppers.USABLE);

    /** A key that was moved names its new pepper, so it counts, too. */
    private static final String ANY_UNDER =
            "SELECT EXISTS (SELECT FROM api_key k WHERE k.pepper_id = $1 AND " + KeyPeppers.USABLE + ")";

    private static final String FROM = "previous_pepper";
    private static final String TO = "current_pepper";

    private static final BulkChange MOVE = new BulkChange(
            "key.rehash", "key", "key_id", KeyPeppers.MOVE, List.of("prefix", "last_four", "name", FROM, TO));

    /** A key, as it is shown, with its hash before and after. */
    private record Moved(Map<String, Object> shown, byte[] before, StoredHash after) {}

    @Override
    public String name() {
        return "pepper";
    }

    @Override
    public List<Command> commands() {
        return List.of(
                Command.reading(
                        "status",
                        Command.Ids.NONE,
                        "how many usable API keys need which pepper",
                        PepperCommands::status,
                        Option.TENANT,
                        Option.LIMIT),
                Command.changing(
                        "finish",
                        Command.Ids.NONE,
                        "moves API keys that nobody uses from the previous pepper to the current one; they stay valid",
                        PepperCommands::finish,
                        Option.TENANT,
                        Option.LIMIT,
                        Option.FIRST));
    }

    @Override
    public List<Class<?>> mappings() {
        return List.of(CallMissedConfig.class, SecretsConfig.class);
    }

    private static void status(Desk desk, Arguments arguments, Report report) {
        ApiKeyHash hash = new ApiKeyHash(desk.secrets());
        report.list(desk.list(STATUS, arguments.tenant(), arguments.limit()).stream()
                .map(row -> {
                    Map<String, Object> named = new LinkedHashMap<>();
                    named.put("pepper", role(hash, (String) row.get("pepper_id")));
                    named.putAll(row);
                    return named;
                })
                .toList());
    }

    /** What the environment of the command says about a pepper. */
    private static String role(ApiKeyHash hash, String id) {
        if (id == null) {
            return "unknown";
        }
        byte[] bytes = HexFormat.of().parseHex(id);
        if (Arrays.equals(bytes, hash.currentId())) {
            return "current";
        }
        return Arrays.equals(bytes, hash.previousId()) ? "previous" : "not configured";
    }

    private static void finish(Desk desk, Arguments arguments, Report report) {
        ApiKeyHash hash = new ApiKeyHash(desk.secrets());
        if (hash.previousId() == null) {
            throw new RefusedException("CALLMISSED_KEY_PEPPER_PREVIOUS is missing: it must be the pepper to leave");
        }
        if (!arguments.has(Option.FIRST)) {
            requireKeysUnderCurrent(desk, hash);
        }
        Selection<Moved> chosen = chosen(desk, arguments, hash);
        List<Moved> moved = chosen.rows();
        MOVE.run(
                desk,
                arguments,
                report,
                new Selection<>(moved.stream().map(Moved::shown).toList(), chosen.more()),
                Buffer.buffer(hash.currentId()),
                buffers(moved.stream().map(Moved::before).toList()),
                buffers(moved.stream().map(key -> key.after().hash()).toList()),
                buffers(moved.stream().map(key -> key.after().innerKeys()).toList()));
    }

    /** With the settings of the step before, the command would move all keys back to the pepper to leave. */
    private static void requireKeysUnderCurrent(Desk desk, ApiKeyHash hash) {
        boolean any =
                desk.read(ANY_UNDER, Buffer.buffer(hash.currentId())).get(0).getBoolean(0);
        if (!any) {
            throw new RefusedException("No usable key is under the current pepper " + hex(hash.currentId())
                    + ", the previous one is " + hex(hash.previousId())
                    + ": if they are not swapped and no key was used since, add --first");
        }
    }

    private static String hex(byte[] id) {
        return HexFormat.of().formatHex(id);
    }

    /** Keys that cannot be moved do not count, so that each run gets further. */
    private static Selection<Moved> chosen(Desk desk, Arguments arguments, ApiKeyHash hash) {
        int limit = arguments.limitOfChange();
        List<Moved> found = new ArrayList<>();
        UUID tenant = new UUID(0, 0);
        UUID id = tenant;
        List<Row> rows;
        do {
            rows = desk.read(UNDER, arguments.tenant(), Buffer.buffer(hash.previousId()), tenant, id, limit + 1);
            for (Row row : rows) {
                tenant = row.getUUID("tenant_id");
                id = row.getUUID("id");
                StoredHash before = new StoredHash(Columns.bytes(row, 0), hash.previousId(), Columns.bytes(row, 1));
                StoredHash after = wrapped(hash, before, tenant, id);
                if (after != null) {
                    found.add(new Moved(shown(hash, row), before.hash(), after));
                }
            }
        } while (rows.size() > limit && found.size() <= limit);
        return Selection.of(found, limit);
    }

    /** Returns null for a key that cannot be moved. */
    private static StoredHash wrapped(ApiKeyHash hash, StoredHash before, UUID tenantId, UUID id) {
        try {
            return hash.wrap(before, tenantId, id);
        } catch (IllegalArgumentException changed) {
            return null;
        }
    }

    private static Map<String, Object> shown(ApiKeyHash hash, Row row) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("key_id", row.getUUID("id").toString());
        for (String column : List.of("tenant_id", "prefix", "last_four", "name", "last_used_at")) {
            shown.put(column, Report.value(row.getValue(column)));
        }
        shown.put(FROM, hex(hash.previousId()));
        shown.put(TO, hex(hash.currentId()));
        return shown;
    }

    private static Buffer[] buffers(List<byte[]> values) {
        return values.stream().map(Buffer::buffer).toArray(Buffer[]::new);
    }
}
