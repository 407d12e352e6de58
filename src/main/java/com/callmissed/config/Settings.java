package com.callmissed.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

import com.callmissed.platform.ConfigSources;

/** Reads the configuration for commands and start-up checks, before the container runs. */
public final class Settings {
    /** Above the converters of the platform, which take every other word for false. */
    private static final int STRICT = 1_000;

    private static final Set<String> TRUE = Set.of("true", "yes", "on", "1", "y", "t");
    private static final Set<String> FALSE = Set.of("false", "no", "off", "0", "n", "f");

    private Settings() {}

    /**
     * Reads every source that the running service reads.
     *
     * @param mappings the interfaces that the caller needs
     */
    public static SmallRyeConfig read(List<Class<?>> mappings) {
        return addTo(ConfigSources.builder(), mappings).build();
    }

    /**
     * Reads like {@link #read}, and also checks the constraints on each setting.
     *
     * @throws io.smallrye.config.ConfigValidationException when a value is malformed or not allowed
     */
    public static SmallRyeConfig readValidated(List<Class<?>> mappings) {
        return addTo(ConfigSources.validated(ConfigSources.builder()), mappings).build();
    }

    /** Adds the mappings and the strict reading of their values to {@code builder}. */
    public static SmallRyeConfigBuilder addTo(SmallRyeConfigBuilder builder, List<Class<?>> mappings) {
        for (Class<?> mapping : mappings) {
            builder.withMapping(mapping);
        }
        // A mapping of one feature does not have the keys of the others.
        return builder.withMappingIgnore("callmissed.**").withConverter(Boolean.class, STRICT, Settings::strictBoolean);
    }

    private static Boolean strictBoolean(String word) {
        String lower = word.strip().toLowerCase(Locale.ROOT);
        if (!TRUE.contains(lower) && !FALSE.contains(lower)) {
            throw new IllegalArgumentException("true or false is expected");
        }
        return TRUE.contains(lower);
    }
}
