package com.callmissed.platform;

import java.util.Optional;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;

/**
 * What is wrong with the head of a request. The decoder finds it, and the request still takes its usual way, so that
 * the response has the error envelope and the request id.
 *
 * <p>Reason: Vert.x responds to such requests by itself, without a body, and the platform sets no other handler for
 * them. {@code HttpServer.invalidRequestHandler}, settable for the platform's server, would replace this class.
 */
public final class RequestHead {
    private RequestHead() {}

    /** The kinds of faults. */
    public enum Fault {
        /** The request line is longer than the decoder reads. */
        LONG_LINE,
        /** The headers are longer than the decoder reads. */
        LONG_HEADERS,
        /** Anything else: a character, a line, or a length that HTTP/1.1 does not allow. */
        MALFORMED
    }

    /** Returns the fault of the request's head; empty when it has none. */
    public static Optional<Fault> fault(HttpServerRequest request) {
        return request.decoderResult() instanceof Refused refused ? Optional.of(refused.fault()) : Optional.empty();
    }

    private static Fault kind(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Fault.LONG_LINE;
        }
        return cause instanceof TooLongHttpHeaderException ? Fault.LONG_HEADERS : Fault.MALFORMED;
    }

    /** A failure that Vert.x takes for a success. */
    static final class Refused extends DecoderResult {
        private final Fault fault;

        Refused(Throwable cause) {
            super(cause);
            this.fault = kind(cause);
        }

        Fault fault() {
            return fault;
        }

        @Override
        public boolean isSuccess() {
            return true;
        }

        @Override
        public boolean isFailure() {
            return false;
        }
    }
}
