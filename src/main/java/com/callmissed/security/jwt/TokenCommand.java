package com.callmissed.security.jwt;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.smallrye.config.SmallRyeConfig;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.config.ShortDuration;
import com.callmissed.crypto.LocalSecrets;
import com.callmissed.security.Role;

/**
 * The command {@code token}: prints a dashboard token for the local mode. It needs neither the server nor the database.
 */
public final class TokenCommand {
    /** The configuration that {@link #run} reads. */
    public static final List<Class<?>> MAPPINGS = List.of(CallMissedConfig.class, JwtConfig.class);

    private static final String USAGE =
            "usage: token --tenant <uuid> --role owner|admin|agent [--subject <id>] [--ttl 8h]";
    private static final Set<String> OPTIONS = Set.of("--tenant", "--role", "--subject", "--ttl");

    private final SmallRyeConfig settings;

    private TokenCommand(SmallRyeConfig settings) {
        this.settings = settings;
    }

    /**
     * Prints the token to {@code out}, or a reason in one line to {@code err}.
     *
     * @param args the arguments after {@code token}
     * @param settings read with {@link #MAPPINGS}
     * @return the exit code: 0; 1 when the service would not trust local tokens; 2 when the arguments are wrong
     */
    public static int run(List<String> args, SmallRyeConfig settings, PrintStream out, PrintStream err) {
        try {
            out.println(new TokenCommand(settings).token(args));
            return 0;
        } catch (IllegalArgumentException e) {
            err.println("token: " + e.getMessage() + "; " + USAGE);
            return 2;
        } catch (IllegalStateException | UncheckedIOException e) {
            err.println("token: " + e.getMessage());
            return 1;
        }
    }

    private String token(List<String> args) {
        Map<String, String> options = parse(args);
        UUID tenant = tenant(required(options, "--tenant"));
        Role role = Role.of(required(options, "--role"))
                .orElseThrow(() -> new IllegalArgumentException("--role must be owner, admin or agent"));
        String subject = options.getOrDefault("--subject", "local-" + options.get("--role"));
        if (!TokenClaims.isSubject(subject)) {
            throw new IllegalArgumentException("--subject must have 1 to 255 printable characters");
        }
        Duration lifetime = lifetime(options.getOrDefault("--ttl", "8h"));
        CallMissedConfig config = settings.getConfigMapping(CallMissedConfig.class);
        JwtConfig jwt = settings.getConfigMapping(JwtConfig.class);
        refuseUnlessTrusted(config, jwt);
        return new LocalTokens(jwt, signingPair(config.dataDir())).sign(tenant, role, subject, lifetime);
    }

    /** A pair that this command made in the wrong folder would sign tokens that no running service trusts. */
    private static KeyPair signingPair(Path dataDir) {
        return new LocalSecrets(dataDir)
                .existingSigningPair()
                .orElseThrow(() -> new IllegalStateException("there is no signing key in "
                        + dataDir.toAbsolutePath().normalize()
                        + ": start the service once, or run this command in its folder or with its"
                        + " CALLMISSED_DATA_DIR"));
    }

    private static void refuseUnlessTrusted(CallMissedConfig config, JwtConfig jwt) {
        if (config.mode() != CallMissedConfig.Mode.LOCAL) {
            throw new IllegalStateException(
                    "only the local mode trusts its own tokens, and CALLMISSED_MODE is production");
        }
        String verifier = jwt.publicKey().isPresent()
                ? "CALLMISSED_JWT_PUBLIC_KEY"
                : jwt.jwksUrl().isPresent()
                        ? "CALLMISSED_JWT_JWKS_URL"
                        : jwt.hmacSecret().isPresent() ? "CALLMISSED_JWT_HMAC_SECRET" : null;
        if (verifier != null) {
            throw new IllegalStateException(
                    verifier + " is set, so local tokens are not trusted: ask its issuer for one");
        }
    }

    private static Map<String, String> parse(List<String> args) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < args.size(); i += 2) {
            String option = args.get(i);
            if (!OPTIONS.contains(option)) {
                throw new IllegalArgumentException("unknown option " + option);
            }
            if (i + 1 == args.size()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            if (options.put(option, args.get(i + 1)) != null) {
                throw new IllegalArgumentException(option + " is given twice");
            }
        }
        return options;
    }

    private static String required(Map<String, String> options, String option) {
        String value = options.get(option);
        if (value == null) {
            throw new IllegalArgumentException(option + " is missing");
        }
        return value;
    }

    private static UUID tenant(String text) {
        return TokenClaims.uuid(text).orElseThrow(() -> new IllegalArgumentException("--tenant must be a UUID"));
    }

    private static Duration lifetime(String text) {
        return ShortDuration.parse(text)
                .orElseThrow(
                        () -> new IllegalArgumentException("--ttl must be a number with s, m, h or d, such as 8h"));
    }
}
