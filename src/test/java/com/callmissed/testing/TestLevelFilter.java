package com.callmissed.testing;

import java.util.Optional;

import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.PostDiscoveryFilter;

/** Keeps the tests of the {@link TestLevel} in the system property {@code test.level}. Keeps all when it is empty. */
public final class TestLevelFilter implements PostDiscoveryFilter {
    private final String wanted = System.getProperty("test.level", "");

    @Override
    public FilterResult apply(TestDescriptor test) {
        if (wanted.isBlank()) {
            return FilterResult.included("every level");
        }
        return testClass(test)
                .map(type -> TestLevel.of(type).tag())
                .map(level -> FilterResult.includedIf(level.equals(wanted), () -> "is " + level, () -> "is " + level))
                .orElseGet(() -> FilterResult.included("is in no class"));
    }

    /** JUnit asks for each method; the class is one of its containers. */
    private static Optional<Class<?>> testClass(TestDescriptor test) {
        for (TestDescriptor each = test; each != null; each = each.getParent().orElse(null)) {
            if (each.getSource().orElse(null) instanceof ClassSource source) {
                return Optional.of(source.getJavaClass());
            }
        }
        return Optional.empty();
    }
}
