package com.callmissed.bench;

/** The native binary that is measured instead of the jar, if there is one. */
final class NativeBinary {
    private NativeBinary() {}

    static boolean isMeasured() {
        return Boolean.getBoolean("packaged.native");
    }

    static String path() {
        return System.getProperty("native.image.path");
    }

    /** Starts the binary with the options of its container image from now on. */
    static void useOptionsOfTheImage() {
        if (isMeasured()) {
            System.setProperty("native.image.options", ImageFlags.binaryOptions());
        }
    }
}
