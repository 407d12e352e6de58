package com.callmissed.telemetry;

import java.util.Set;

import jakarta.inject.Singleton;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.internal.ExtendedSpanProcessor;

/**
 * Keeps ids, tokens, numbers and addresses of clients out of spans. The platform takes attributes from the address of a
 * request before anything could remove a token from it, and addresses of peers at the end. So every text that is not
 * known to be harmless is replaced when the span begins, and again before it ends.
 */
@Singleton
class SpanScrubber implements ExtendedSpanProcessor {
    private static final String REMOVED = "-";
    /** Statements have parameters instead of values. */
    private static final Set<String> HARMLESS = Set.of(
            "http.request.method",
            "http.route",
            "url.scheme",
            "network.protocol.version",
            "error.type",
            "code.function",
            "code.namespace",
            "code.function.name",
            "db.system",
            "db.system.name",
            "db.operation",
            "db.operation.name",
            "db.statement",
            "db.query.text");

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        scrub(span);
    }

    @Override
    public void onEnding(ReadWriteSpan span) {
        scrub(span);
    }

    private static void scrub(ReadWriteSpan span) {
        span.getAttributes().forEach((key, value) -> {
            if (key.getType() == AttributeType.STRING && !HARMLESS.contains(key.getKey())) {
                span.setAttribute(AttributeKey.stringKey(key.getKey()), REMOVED);
            }
        });
    }

    @Override
    public boolean isOnEndingRequired() {
        return true;
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {}

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
