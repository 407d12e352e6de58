package com.callmissed.config;

import java.util.List;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

import com.callmissed.platform.ConfigSources;

/** Reads the configuration for commands and start-up checks, before the container runs. */
public final class Settings {
    private Settings() {}

    /**
     * Reads every source that the running service reads.
     *
     * @param mappings the interfaces that the caller needs
     */
    public static SmallRyeConfig read(List<Class<?>> mappings) {
        SmallRyeConfigBuilder builder = ConfigSources.builder();
        for (Class<?> mapping : mappings) {
            builder.withMapping(mapping);
        }
        // A mapping of one feature does not have the keys of the others.
        return builder.withMappingIgnore("callmissed.**").build();
    }
}
