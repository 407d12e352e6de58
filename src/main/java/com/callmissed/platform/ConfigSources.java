package com.callmissed.platform;

import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.SmallRyeConfigBuilder;

/**
 * The sources of the configuration that the running service reads.
 *
 * <p>Reason: commands read the configuration before the platform has started, and which sources and profiles Quarkus
 * adds to those of SmallRye Config is known only to {@code ConfigUtils}. A public builder of Quarkus would replace
 * this.
 */
public final class ConfigSources {
    private ConfigSources() {}

    /** A builder with all of them. */
    public static SmallRyeConfigBuilder builder() {
        return ConfigUtils.configBuilder();
    }
}
