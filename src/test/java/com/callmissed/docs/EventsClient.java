package com.callmissed.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.TypeLiteral;
import org.graalvm.polyglot.Value;

/**
 * Runs {@code docs/client/callmissed-events.js} with fake sockets and timers ({@code client-harness.js}).
 * Single-threaded. Every promise that can settle is settled when a call returns.
 */
final class EventsClient implements AutoCloseable {
    /** Shared, so that the sources are parsed once. */
    private static final Engine ENGINE = Engine.newBuilder("js")
            .option("engine.WarnInterpreterOnly", "false")
            .build();

    private static final Source CLIENT = source(Path.of("docs/client/callmissed-events.js"), true);
    private static final Source HARNESS = source(Path.of("src/test/resources/docs/client-harness.js"), false);

    private static final TypeLiteral<List<String>> STRINGS = new TypeLiteral<>() {};
    private static final TypeLiteral<List<Double>> DOUBLES = new TypeLiteral<>() {};

    private final Context context = Context.newBuilder("js")
            .engine(ENGINE)
            .option("js.esm-eval-returns-exports", "true")
            .build();
    private final Value watchEvents;

    EventsClient() {
        context.eval(HARNESS);
        watchEvents = context.eval(CLIENT).getMember("watchEvents");
    }

    private static Source source(Path file, boolean module) {
        try {
            return Source.newBuilder("js", file.toFile())
                    .mimeType(module ? "application/javascript+module" : "application/javascript")
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the client with options, a JavaScript object, in addition to or instead of those of the harness. */
    void start(String options) {
        js("start").execute(watchEvents, js("(" + options + ")"));
    }

    Value js(String expression) {
        return context.eval("js", expression);
    }

    /** The service sends a frame on the newest connection: JSON or invalid text. */
    void receive(String frame) {
        js("receive").execute(frame);
    }

    /** The newest connection is accepted at a position, with the cursor {@code c<seq>}. */
    void ready(long seq) {
        receive("{\"type\":\"ready\",\"seq\":%d,\"cursor\":\"c%d\"}".formatted(seq, seq));
    }

    void events(long... seqs) {
        for (long seq : seqs) {
            receive("{\"type\":\"message.received\",\"seq\":%d,\"cursor\":\"c%d\"}".formatted(seq, seq));
        }
    }

    /** The newest connection ends. */
    void end(int code) {
        js("last().onclose({ code: %d, reason: '' })".formatted(code));
    }

    void pass(long millis) {
        long until = js("clock.time").asLong() + millis;
        while (js("tick").execute(until).asBoolean()) {
            // the next timer
        }
    }

    /** Makes call-backs wait until {@link #settle} or {@link #fail} ends them. */
    void hold(String callBack) {
        js("held").invokeMember("add", callBack);
    }

    void release(String callBack) {
        js("held").invokeMember("delete", callBack);
    }

    /** The oldest waiting call-back returns the value of a JavaScript expression. */
    void settle(String value) {
        js("pending.shift().resolve(%s)".formatted(value));
    }

    void fail() {
        js("pending.shift().reject(new Error('as the test wants'))");
    }

    /** The calls since the last check, with their relevant arguments. */
    List<String> calls() {
        return strings("log.splice(0)");
    }

    /** The addresses of all connections so far. */
    List<String> addresses() {
        return strings("sockets.map((socket) => socket.address)");
    }

    /** What the client sent over the newest connection. */
    List<String> sent() {
        return strings("last().sent");
    }

    /** The pauses before each new attempt so far, in milliseconds. */
    List<Double> waits() {
        return List.copyOf(js("waits").as(DOUBLES));
    }

    /** Returns true when the client has closed the newest connection. */
    boolean hungUp() {
        return js("last().closed").asBoolean();
    }

    String cursor() {
        return js("watching.cursor").asString();
    }

    private List<String> strings(String expression) {
        return List.copyOf(js(expression).as(STRINGS));
    }

    @Override
    public void close() {
        context.close();
    }
}
