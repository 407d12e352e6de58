package com.callmissed.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.smallrye.config.SmallRyeConfig;

import com.callmissed.autoreply.AutoreplyConfig;
import com.callmissed.config.CallMissedConfig;
import com.callmissed.config.CallMissedConfig.Mode;
import com.callmissed.config.DatabaseUrlConfigSource;
import com.callmissed.config.UnknownVariables;
import com.callmissed.config.WebAddress;
import com.callmissed.contact.merge.ContactConfig;
import com.callmissed.crypto.Secrets;
import com.callmissed.crypto.SecretsConfig;
import com.callmissed.draft.model.ModelConfig;
import com.callmissed.draft.model.ModelSettings;
import com.callmissed.events.EventConfig;
import com.callmissed.http.filter.HttpLimitsConfig;
import com.callmissed.inbound.JournalConfig;
import com.callmissed.outbound.OutboundConfig;
import com.callmissed.outbound.OutboxConfig;
import com.callmissed.persistence.DatabaseConfig;
import com.callmissed.persistence.TenantConfig;
import com.callmissed.realtime.SocketConfig;
import com.callmissed.security.CredentialConfig;
import com.callmissed.security.jwt.JwtConfig;
import com.callmissed.security.jwt.JwtSettings;
import com.callmissed.twilio.VoiceConfig;
import com.callmissed.whatsapp.graph.WhatsAppConfig;

import static com.callmissed.config.DatabaseUrlConfigSource.DATABASE_URL;

/** Checks the configuration before anything is started. Has no side effects. */
public final class StartupChecks {
    public static final List<Class<?>> MAPPINGS = List.of(
            CallMissedConfig.class,
            HttpLimitsConfig.class,
            SecretsConfig.class,
            JwtConfig.class,
            WhatsAppConfig.class,
            ModelConfig.class,
            TenantConfig.class,
            CredentialConfig.class,
            OutboxConfig.class,
            OutboundConfig.class,
            AutoreplyConfig.class,
            EventConfig.class,
            ContactConfig.class,
            DatabaseConfig.class,
            JournalConfig.class,
            SocketConfig.class,
            VoiceConfig.class);

    private static final String DATABASE_URL_FORM = "postgresql://user:password@host:port/database";

    private static final Duration SEND_MARGIN = Duration.ofSeconds(2);
    private static final Duration THINK_MARGIN = Duration.ofSeconds(10);

    private StartupChecks() {}

    /**
     * Returns one line for each setting that is missing or invalid, with the name that operators use and without its
     * value.
     *
     * @param settings read with {@link #MAPPINGS}
     */
    public static List<String> problems(SmallRyeConfig settings) {
        CallMissedConfig config = settings.getConfigMapping(CallMissedConfig.class);
        boolean production = config.mode() == Mode.PRODUCTION;
        List<String> problems = new ArrayList<>();
        Optional<String> databaseUrl = settings.getOptionalValue(DATABASE_URL, String.class);
        if (production && databaseUrl.isEmpty()) {
            problems.add(DATABASE_URL + " is missing: " + DATABASE_URL_FORM);
        }
        if (databaseUrl.filter(url -> !DatabaseUrlConfigSource.isValid(url)).isPresent()) {
            problems.add(DATABASE_URL + " is malformed: " + DATABASE_URL_FORM + " is expected");
        }
        if (!production
                && !config.localRemoteDatabase()
                && databaseUrl
                        .filter(url -> DatabaseUrlConfigSource.isValid(url) && !DatabaseUrlConfigSource.isLocal(url))
                        .isPresent()) {
            problems.add(DATABASE_URL + " names another machine, but CALLMISSED_MODE is local: set it to production,"
                    + " or set CALLMISSED_LOCAL_REMOTE_DATABASE=true");
        }
        problems.addAll(new Secrets(config, settings.getConfigMapping(SecretsConfig.class)).problems());
        problems.addAll(new JwtSettings(config, settings.getConfigMapping(JwtConfig.class)).problems());
        problems.addAll(settings.getConfigMapping(WhatsAppConfig.class).problems());
        problems.addAll(settings.getConfigMapping(OutboundConfig.class).problems());
        problems.addAll(new ModelSettings(settings.getConfigMapping(ModelConfig.class)).problems());
        problems.addAll(intervals(settings));
        problems.addAll(addresses(settings));
        problems.addAll(PlatformSettings.problems(settings));
        return problems;
    }

    /**
     * Returns one line for each environment variable that has no effect. The service starts nevertheless, because a
     * later version may know the name.
     *
     * @param variables names of environment variables
     */
    public static List<String> warnings(Collection<String> variables) {
        return UnknownVariables.among(MAPPINGS, variables).stream()
                .map(name -> name + " is not a setting of this version and has no effect")
                .toList();
    }

    /** Checks the addresses that no package checks by itself. */
    private static List<String> addresses(SmallRyeConfig settings) {
        CallMissedConfig config = settings.getConfigMapping(CallMissedConfig.class);
        SocketConfig socket = settings.getConfigMapping(SocketConfig.class);
        List<String> problems = new ArrayList<>();
        if (!WebAddress.isPublicBase(config.publicUrl())) {
            problems.add(
                    "CALLMISSED_PUBLIC_URL is malformed: http or https, a host and a path without query are expected");
        }
        origins(problems, "CALLMISSED_CORS_ORIGINS", config.corsOrigins());
        origins(problems, "CALLMISSED_SOCKET_ORIGINS", socket.origins());
        return problems;
    }

    private static void origins(List<String> problems, String name, Optional<List<String>> origins) {
        if (!origins.orElse(List.of()).stream().allMatch(WebAddress::isOrigin)) {
            problems.add(name + " is malformed: origins such as https://app.example.com are expected, without a path");
        }
    }

    /**
     * Checks intervals that depend on each other. A lease that ends before its work would let two processes do the same
     * work.
     */
    private static List<String> intervals(SmallRyeConfig settings) {
        List<String> problems = new ArrayList<>();
        Duration send = settings.getConfigMapping(WhatsAppConfig.class).timeout();
        if (settings.getConfigMapping(OutboxConfig.class).lease().compareTo(send.plus(SEND_MARGIN)) < 0) {
            problems.add("CALLMISSED_OUTBOX_LEASE is too short: at least CALLMISSED_WHATSAPP_TIMEOUT and 2 s");
        }
        Duration think = settings.getConfigMapping(ModelConfig.class).timeout();
        if (settings.getConfigMapping(AutoreplyConfig.class).lease().compareTo(think.plus(THINK_MARGIN)) < 0) {
            problems.add("CALLMISSED_AUTOREPLY_LEASE is too short: at least CALLMISSED_AI_TIMEOUT and 10 s");
        }
        SocketConfig socket = settings.getConfigMapping(SocketConfig.class);
        if (socket.silenceLimit().compareTo(socket.pingInterval()) <= 0) {
            problems.add("CALLMISSED_SOCKET_SILENCE_LIMIT is too short: longer than CALLMISSED_SOCKET_PING_INTERVAL");
        }
        return problems;
    }
}
