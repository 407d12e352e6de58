package com.callmissed.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.crypto.SecretsConfig;
import com.callmissed.outbound.OutboundConfig;

/** The state of the whole database, for a backup that was restored. */
final class DatabaseCommands implements CommandGroup {
    @Override
    public String name() {
        return "database";
    }

    @Override
    public List<Command> commands() {
        return List.of(Command.reading(
                "verify",
                Command.Ids.NONE,
                "checks the event log, every encrypted secret, and whether a start here would send",
                DatabaseCommands::verify,
                Option.TENANT,
                Option.COPY));
    }

    @Override
    public List<Class<?>> mappings() {
        return List.of(CallMissedConfig.class, SecretsConfig.class, OutboundConfig.class);
    }

    private static void verify(Desk desk, Arguments arguments, Report report) {
        SecretCheck secrets = new SecretCheck(desk, desk.secrets(), arguments.tenant());
        List<Finding> findings = Stream.of(
                        Stream.of(EventCheck.run(desk, arguments.tenant())),
                        secrets.run().stream(),
                        Stream.of(SendingCheck.run(desk, arguments.has(Option.COPY))))
                .flatMap(each -> each)
                .toList();
        report.list(findings.stream().map(Finding::shown).toList());
        List<String> failed =
                findings.stream().filter(Finding::failed).map(Finding::check).toList();
        if (!failed.isEmpty()) {
            throw new RefusedException("Not as it should be: " + String.join(", ", failed));
        }
    }

    /**
     * The result of one check.
     *
     * @param checked how many rows were looked at
     * @param wrong names of rows, without anything secret
     * @param note what else there is to say; null for nothing
     */
    record Finding(String check, long checked, List<String> wrong, String note) {
        private static final int NAMED = 5;

        boolean failed() {
            return !wrong.isEmpty();
        }

        Map<String, Object> shown() {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("check", check);
            shown.put("result", failed() ? "failed" : "ok");
            shown.put("checked", checked);
            shown.put("wrong", wrong.size());
            shown.put("detail", failed() ? named() : note);
            return shown;
        }

        private String named() {
            String names = String.join("; ", wrong.subList(0, Math.min(NAMED, wrong.size())));
            return wrong.size() > NAMED ? names + "; and " + (wrong.size() - NAMED) + " more" : names;
        }
    }
}
