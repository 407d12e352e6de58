package com.callmissed.platform;

import io.netty.channel.unix.Errors.NativeIoException;
import io.vertx.core.impl.NoStackTraceThrowable;

/**
 * Recognises failures of Vert.x clients that have no public type.
 *
 * <p>Reason: a refused or broken connection of the native transport is a {@code NativeIoException} of Netty, and a
 * failure that has only a text is a {@code NoStackTraceThrowable}. Failures of a public class would replace this class;
 * most failures of Vert.x 5 have one.
 */
public final class ClientFailures {
    private ClientFailures() {}

    /** Returns true for an error that the operating system reported to the native transport. */
    public static boolean isOfNetwork(Throwable failure) {
        return failure instanceof NativeIoException;
    }

    /** Returns true for a failure that only its message describes. */
    public static boolean isUntyped(Throwable failure) {
        return failure instanceof NoStackTraceThrowable;
    }
}
