package com.callmissed.nativeimage;

import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;

import com.callmissed.testing.OurClasses;

/** What ships in an image, loaded. The package that brings a local database does not. */
final class OwnClasses {
    private static final String LOCAL = "com.callmissed.local";

    static final List<Class<?>> ALL = OurClasses.ALL.stream()
            .filter(type -> !isLocal(type.getPackageName()))
            .<Class<?>>map(JavaClass::reflect)
            .toList();

    private OwnClasses() {}

    private static boolean isLocal(String name) {
        return name.equals(LOCAL) || name.startsWith(LOCAL + ".");
    }
}
