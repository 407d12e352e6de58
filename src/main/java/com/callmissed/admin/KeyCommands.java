package com.callmissed.admin;

import java.util.List;
import java.util.Map;

import com.callmissed.apikey.ApiKeys;
import com.callmissed.security.apikey.Environment;
import com.callmissed.security.apikey.PlainKey;

/** API keys, for a key that has leaked. */
final class KeyCommands implements CommandGroup {
    private static final String LIST = """
            SELECT k.id AS key_id, k.tenant_id, k.name, k.prefix, k.last_four, k.scopes, k.created_at, k.last_used_at,
                k.expires_at, k.revoked_at
            FROM api_key k
            WHERE ($1::uuid IS NULL OR k.tenant_id = $1) AND ($2::text IS NULL OR k.prefix = $2)
                AND ($3::text IS NULL OR k.last_four = $3) AND ($4::boolean IS NULL OR k.revoked_at IS NULL)
            ORDER BY k.created_at DESC, k.id DESC
            LIMIT $5
            """;

    private static final BulkChange REVOCATION =
            new BulkChange("key.revoke", "key", "key_id", ApiKeys.REVOKE, List.of("prefix", "last_four", "name"));

    @Override
    public String name() {
        return "keys";
    }

    @Override
    public List<Command> commands() {
        return List.of(
                Command.reading(
                        "list",
                        Command.Ids.NONE,
                        "API keys, newest first, revoked ones too",
                        (desk, arguments, report) -> report.list(keys(desk, arguments, null, arguments.limit())),
                        Option.TENANT,
                        Option.PREFIX,
                        Option.LAST_FOUR,
                        Option.LIMIT),
                Command.changing(
                        "revoke",
                        Command.Ids.NONE,
                        "revokes a key on every replica, within 5 seconds",
                        KeyCommands::revoke,
                        Option.PREFIX,
                        Option.LAST_FOUR));
    }

    private static void revoke(Desk desk, Arguments arguments, Report report) {
        if (arguments.text(Option.PREFIX) == null) {
            throw new UsageException("--prefix is missing");
        }
        List<Map<String, Object>> keys = keys(desk, arguments, true, Arguments.MOST);
        if (keys.isEmpty()) {
            throw new RefusedException("No key with this prefix can be used");
        }
        if (keys.size() > 1 && arguments.yes()) {
            throw new RefusedException(keys.size() + " keys have this prefix: choose one with --last-four");
        }
        REVOCATION.run(desk, arguments, report, Selection.of(keys, Arguments.MOST));
    }

    private static List<Map<String, Object>> keys(Desk desk, Arguments arguments, Boolean usable, int limit) {
        String prefix = arguments.text(Option.PREFIX);
        return desk.list(
                LIST,
                arguments.tenant(),
                prefix == null ? null : prefix(prefix),
                arguments.text(Option.LAST_FOUR),
                usable,
                limit);
    }

    /** Accepts a whole key too, of which it uses only the beginning. */
    private static String prefix(String text) {
        return Environment.ofKey(text)
                .filter(environment -> text.length() >= PlainKey.prefixLength(environment))
                .map(environment -> text.substring(0, PlainKey.prefixLength(environment)))
                .orElseThrow(() -> new UsageException("--prefix must have at least the characters that a list of keys"
                        + " shows, such as cm_live_00AbCdEfGh"));
    }
}
