package com.callmissed.platform;

import io.netty.channel.unix.Errors.NativeIoException;
import io.vertx.core.impl.NoStackTraceThrowable;

/**
 * Recognises failures of Vert.x clients that have no published type.
 *
 * <p>Reason: a refused or broken connection of the native transport is a {@code NativeIoException} of Netty, and what Vert.x
 * fails with a text alone is a {@code NoStackTraceThrowable}. Failures of a published class, as Vert.x 5 makes most of them,
 * would replace this.
 */
public final class ClientFailures {
    private ClientFailures() {}

    /** True for an error that the operating system reported to the native transport. */
    public static boolean isOfNetwork(Throwable failure) {
        return failure instanceof NativeIoException;
    }

    /** True for a failure that only its message explains. */
    public static boolean isUntyped(Throwable failure) {
        return failure instanceof NoStackTraceThrowable;
    }
}
