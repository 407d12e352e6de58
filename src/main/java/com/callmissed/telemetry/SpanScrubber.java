package com.callmissed.telemetry;

import java.util.Set;

import jakarta.inject.Singleton;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * Keeps ids, tokens, numbers and addresses of clients out of spans. The platform takes attributes from the address of a
 * request before anything could remove a token from it. So every text that is not known to be harmless is replaced when
 * the span begins; a text that is set later is a route, a status or the name of a class.
 */
@Singleton
class SpanScrubber implements SpanProcessor {
    private static final String REMOVED = "-";
    /** Statements have parameters instead of values. */
    private static final Set<String> HARMLESS = Set.of(
            "http.request.method",
            "http.route",
            "url.scheme",
            "network.protocol.version",
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
        span.getAttributes().forEach((key, value) -> {
            if (key.getType() == AttributeType.STRING && !HARMLESS.contains(key.getKey())) {
                span.setAttribute(AttributeKey.stringKey(key.getKey()), REMOVED);
            }
        });
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
