package com.callmissed.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.logging.LevelConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;

import com.callmissed.config.Settings;

/** Reads settings as the start does, with nothing from the environment of the tests. */
final class SettingsUnderTest {
    private static final BeanValidationConfigValidatorImpl VALIDATOR = new BeanValidationConfigValidatorImpl();

    private SettingsUnderTest() {}

    /** Returns the lines that an operator would read. */
    static List<String> problems(Map<String, String> settings) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(Level.class, 200, new LevelConverter())
                .withValidator(VALIDATOR)
                .withDefaultValues(settings);
        try {
            return StartupChecks.problems(
                    Settings.addTo(builder, StartupChecks.MAPPINGS).build());
        } catch (ConfigValidationException e) {
            return RefusedSettings.problems(e);
        }
    }
}
