package com.callmissed.admin;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.callmissed.config.ShortDuration;
import com.callmissed.http.Uuids;

/** The arguments of one command. Every method throws {@link UsageException} for a value that is not allowed. */
final class Arguments {
    /** Rows of a list, or of a change. */
    static final int MOST = 1_000;

    private static final int USUAL = 100;
    private static final int LONGEST_REASON = 500;
    private static final String ANY_TIME = "1d";

    private final Set<UUID> ids = new LinkedHashSet<>();
    private final Map<Option, String> values = new EnumMap<>(Option.class);
    private boolean json;
    private boolean yes;

    private Arguments() {}

    static Arguments parse(Command command, List<String> words) {
        Arguments arguments = new Arguments();
        for (int at = 0; at < words.size(); at++) {
            String word = words.get(at);
            if (word.equals("--json")) {
                arguments.json = true;
            } else if (word.equals("--yes") && command.changes()) {
                arguments.yes = true;
            } else if (word.startsWith("-")) {
                Option option = option(command, word);
                if (option.hasValue() && ++at == words.size()) {
                    throw new UsageException(word + " needs a value");
                }
                if (arguments.values.put(option, words.get(at)) != null) {
                    throw new UsageException(word + " is given twice");
                }
            } else {
                arguments.add(command, word);
            }
        }
        if (command.ids() == Command.Ids.ONE && arguments.ids.size() != 1) {
            throw new UsageException("one id is expected");
        }
        arguments.tenant();
        if (command.options().contains(Option.ALL) && arguments.has(Option.ALL) == arguments.has(Option.TENANT)) {
            throw new UsageException("either --tenant or --all is expected");
        }
        arguments.since(ANY_TIME);
        if (arguments.values.getOrDefault(Option.REASON, "").length() > LONGEST_REASON) {
            throw new UsageException("--reason has more than " + LONGEST_REASON + " characters");
        }
        return arguments;
    }

    private static Option option(Command command, String word) {
        return command.options().stream()
                .filter(option -> option.flag().equals(word))
                .findFirst()
                .orElseThrow(() -> new UsageException("unknown option " + word));
    }

    private void add(Command command, String word) {
        if (command.ids() == Command.Ids.NONE) {
            throw new UsageException("unexpected argument " + word);
        }
        ids.add(Uuids.parse(word).orElseThrow(() -> new UsageException(word + " is not an id")));
        if (ids.size() > MOST) {
            throw new UsageException("more than " + MOST + " ids");
        }
    }

    boolean json() {
        return json;
    }

    /** Whether a change is made, and not only shown. */
    boolean yes() {
        return yes;
    }

    /** For a parameter of a statement; null if no ids are given. */
    UUID[] ids() {
        return ids.isEmpty() ? null : ids.toArray(UUID[]::new);
    }

    boolean has(Option option) {
        return values.containsKey(option);
    }

    /** Null if the option is not given. */
    String text(Option option) {
        return values.get(option);
    }

    /** Null if the option is not given. */
    UUID tenant() {
        String tenant = text(Option.TENANT);
        return tenant == null
                ? null
                : Uuids.parse(tenant).orElseThrow(() -> new UsageException("--tenant must be a UUID"));
    }

    /** One of {@code allowed}; null if the option is not given. */
    String status(List<String> allowed) {
        String status = text(Option.STATUS);
        if (status != null && !allowed.contains(status)) {
            throw new UsageException("--status must be " + String.join(" or ", allowed));
        }
        return status;
    }

    /** The most rows of a list. */
    int limit() {
        return limit(USUAL);
    }

    /** The most rows that a change may choose. */
    int limitOfChange() {
        return limit(MOST);
    }

    private int limit(int usual) {
        String limit = values.getOrDefault(Option.LIMIT, Integer.toString(usual));
        if (!limit.matches("\\d{1,6}") || Integer.parseInt(limit) < 1 || Integer.parseInt(limit) > MOST) {
            throw new UsageException("--limit must be a number from 1 to " + MOST);
        }
        return Integer.parseInt(limit);
    }

    Duration since(String usual) {
        return ShortDuration.parse(values.getOrDefault(Option.SINCE, usual))
                .orElseThrow(() -> new UsageException("--since must be a number with s, m, h or d, such as 24h"));
    }

    /** For a change of many rows: something must say which ones. */
    void requireChoice() {
        if (ids.isEmpty() && !has(Option.STATUS)) {
            throw new UsageException("ids or --status are expected");
        }
        if (!ids.isEmpty() && values.keySet().stream().anyMatch(option -> option != Option.REASON)) {
            throw new UsageException("ids stand alone, without options that choose");
        }
    }

    /**
     * Warns about ids that name nothing.
     *
     * @param found how many of them do
     */
    List<String> warnings(int found) {
        return ids.size() > found
                ? List.of(ids.size() - found + " of the ids name nothing that can be changed")
                : List.of();
    }
}
