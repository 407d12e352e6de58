package com.callmissed;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import org.flywaydb.core.api.FlywayException;

import com.callmissed.admin.Admin;
import com.callmissed.config.CallMissedConfig;
import com.callmissed.config.LocalDatabase;
import com.callmissed.config.Settings;
import com.callmissed.config.StartupException;
import com.callmissed.lifecycle.DatabaseWait;
import com.callmissed.lifecycle.Migrations;
import com.callmissed.lifecycle.ModeDefaults;
import com.callmissed.lifecycle.RefusedSettings;
import com.callmissed.lifecycle.Service;
import com.callmissed.lifecycle.StartupChecks;
import com.callmissed.lifecycle.StartupFailure;
import com.callmissed.lifecycle.TraceDefaults;
import com.callmissed.security.jwt.TokenCommand;

import static com.callmissed.config.DatabaseUrlConfigSource.DATABASE_URL;

/** Starts the service, or runs one of its commands. */
@QuarkusMain
public final class Main {
    private static final String DEMO = "callmissed.demo";

    private static final String USAGE = """
            Usage: no argument starts the service. All settings are environment variables, see docs/configuration.md.

            Commands:
              token --tenant <uuid> --role owner|admin|agent [--subject <id>] [--ttl 8h]
                        prints a dashboard token of the local mode
              admin <command>
                        lists and repairs with the database alone; admin --help lists the commands
              migrate   checks the settings, migrates the database of DATABASE_URL, and ends
              --help    prints this text""";

    public static void main(String[] args) {
        if (args.length > 0) {
            System.exit(command(args[0], List.of(args).subList(1, args.length)));
        }
        try {
            List<String> problems = prepare();
            if (!problems.isEmpty()) {
                refuse(problems);
            }
        } catch (StartupException e) {
            refuse(List.of(e.getMessage()));
        }
        run(args);
    }

    /** Returns the exit code. */
    private static int command(String name, List<String> args) {
        try {
            return execute(name, args);
        } catch (ConfigValidationException e) {
            RefusedSettings.problems(e).forEach(System.err::println);
            return 1;
        }
    }

    private static int execute(String name, List<String> args) {
        switch (name) {
            case "token":
                return token(args);
            case "admin":
                return admin(args);
            case "migrate":
                return migrate();
            case "--help", "-h", "help":
                System.out.println(USAGE);
                return 0;
            default:
                System.err.println("Unknown command " + name + "\n\n" + USAGE);
                return 2;
        }
    }

    private static int token(List<String> args) {
        return TokenCommand.run(args, Settings.read(TokenCommand.MAPPINGS), System.out, System.err);
    }

    private static int admin(List<String> args) {
        // The locale of a container is often POSIX, and JSON is UTF-8.
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        return Admin.run(args, Settings.readValidated(Admin.mappings(args)), out, System.err);
    }

    /** Checks all settings, so that a version that would not start does not change the schema. */
    private static int migrate() {
        try {
            SmallRyeConfig settings = Settings.readValidated(StartupChecks.MAPPINGS);
            List<String> problems = StartupChecks.problems(settings);
            if (!problems.isEmpty()) {
                problems.forEach(System.err::println);
                return 1;
            }
            if (settings.getOptionalValue(DATABASE_URL, String.class).isEmpty()) {
                throw new StartupException(DATABASE_URL + " is missing: only a start migrates the embedded database");
            }
            DatabaseWait.of(settings, System.err).run();
            System.out.println(Migrations.run(settings));
            return 0;
        } catch (StartupException e) {
            System.err.println(e.getMessage());
        } catch (FlywayException e) {
            System.err.println(StartupFailure.reason(e));
        }
        return 1;
    }

    /**
     * Checks the settings and makes sure that there is a database: the configured one, or the embedded one.
     *
     * @return one line for each reason not to start
     */
    private static List<String> prepare() {
        SmallRyeConfig settings;
        try {
            settings = Settings.readValidated(StartupChecks.MAPPINGS);
        } catch (ConfigValidationException e) {
            return RefusedSettings.problems(e);
        }
        StartupChecks.warnings(System.getenv().keySet()).forEach(System.err::println);
        List<String> problems = StartupChecks.problems(settings);
        if (problems.isEmpty()) {
            ModeDefaults.apply(settings);
            TraceDefaults.apply(settings);
            if (settings.getOptionalValue(DATABASE_URL, String.class).isPresent()) {
                DatabaseWait.of(settings, System.err).run();
            } else {
                bringDatabase(settings);
            }
        }
        return problems;
    }

    /**
     * Starts the database. Its URL becomes a system property, which outlives a live reload of the development mode. So
     * the next call of main finds the running server.
     */
    private static void bringDatabase(SmallRyeConfig settings) {
        CallMissedConfig config = settings.getConfigMapping(CallMissedConfig.class);
        LocalDatabase database = ServiceLoader.load(LocalDatabase.class)
                .findFirst()
                .orElseThrow(() ->
                        new StartupException(DATABASE_URL + " is missing: this build brings no database of its own"));
        System.setProperty(DATABASE_URL, database.start(config.dataDir()));
        System.out.println("Migrating the database and starting the service ...");
        if (config.demo().isEmpty()) {
            System.setProperty(DEMO, "true");
        }
    }

    private static void run(String[] args) {
        // The platform would respond to a malformed URI without the error envelope. RequestLineFilter checks it
        // instead.
        System.setProperty("vertx.disableURIValidation", "true");
        Quarkus.run(Service.class, Main::exit, args);
    }

    /** Ends the process through the platform's handler. In development mode that handler ends only the application. */
    private static void exit(int code, Throwable failure) {
        if (failure != null && !ApplicationLifecycleManager.isVmShuttingDown()) {
            System.err.println(StartupFailure.reason(failure));
        }
        ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(code, failure);
    }

    private static void refuse(List<String> problems) {
        problems.forEach(System.err::println);
        System.exit(1);
    }
}
