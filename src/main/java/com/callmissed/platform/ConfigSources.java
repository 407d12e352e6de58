package com.callmissed.platform;

import io.quarkus.runtime.configuration.ConfigBuilder;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.SmallRyeConfigBuilder;

/**
 * The sources of the configuration that the running service reads, and the checks that the platform makes.
 *
 * <p>Reason: commands and checks read the configuration before the platform has started. Which sources and profiles
 * Quarkus adds to those of SmallRye Config is known only to {@code ConfigUtils}. Which constraints the settings have is
 * known only to a class that the build generates, also for a native image. A public builder of Quarkus would replace
 * both.
 */
public final class ConfigSources {
    /** {@code HibernateValidatorProcessor.configValidator} names it. */
    private static final String VALIDATOR =
            "io.quarkus.hibernate.validator.runtime.HibernateBeanValidationConfigValidatorBuilder";

    private ConfigSources() {}

    /** A builder with all of them. */
    public static SmallRyeConfigBuilder builder() {
        return ConfigUtils.configBuilder();
    }

    /**
     * Lets {@code builder} check the constraints on settings. The platform would do so only after the database has been
     * migrated, and report a stack trace.
     *
     * @throws IllegalStateException when the build has no such class, as in unit tests
     */
    public static SmallRyeConfigBuilder validated(SmallRyeConfigBuilder builder) {
        try {
            return ((ConfigBuilder)
                            Class.forName(VALIDATOR).getDeclaredConstructor().newInstance())
                    .configBuilder(builder);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The constraints on settings cannot be checked", e);
        }
    }
}
