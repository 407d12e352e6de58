package com.callmissed.config;

import java.util.List;

import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The configuration as commands and start-up checks see it, before the container runs. */
public final class Settings {
    private Settings() {}

    /** Reads every source that the running service will read. {@code mappings} are the interfaces that will be asked for. */
    public static SmallRyeConfig read(List<Class<?>> mappings) {
        SmallRyeConfigBuilder builder = ConfigUtils.configBuilder();
        for (Class<?> mapping : mappings) {
            builder.withMapping(mapping);
        }
        // A mapping of one feature does not know the keys of the others.
        return builder.withMappingIgnore("callmissed.**").build();
    }
}
