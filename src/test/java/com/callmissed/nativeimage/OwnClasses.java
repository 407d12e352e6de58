package com.callmissed.nativeimage;

import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;

import com.callmissed.testing.OurClasses;

/** The loaded classes of an image. The package of the local database is not part of it. */
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
