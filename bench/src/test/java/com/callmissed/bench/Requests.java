package com.callmissed.bench;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.vertx.core.Future;

/** Requests of one kind, of which any number can be sent: by wrk, or one by one. */
interface Requests {
    /** Names the files that belong to them. */
    String name();

    /**
     * A part of wrk's script: sets the method, the headers and the path, and defines {@code right(status, body)}, which
     * tells whether an answer is the expected one.
     *
     * @param client for the answers that are expected; a wrong one among them is a {@link WrongResult}
     */
    String lua(Client client);

    /**
     * Sends the one with the {@code number}, from 0 on; fails with {@link WrongResult} when the answer is not the
     * expected one.
     */
    Future<?> send(Client client, int number);

    /** Called before each stretch of them, on a thread that may wait. */
    default void begin() {}

    /**
     * Called after each stretch, for what the requests have left behind. When a stretch is cut off, some were sent that
     * have not been answered, at most {@link Load#CONNECTIONS}.
     *
     * @throws WrongResult when that is not what {@code answered} requests have to leave behind
     */
    default void check(long answered) {}

    /** A part of wrk's script: the function {@code right} for requests whose {@code answers} are all known. */
    static String isKnown(Stream<String> answers) {
        return "local known = {}\n"
                + answers.map("known[ [==[%s]==] ] = true%n"::formatted).collect(Collectors.joining())
                + "function right(status, body) return status == 200 and known[body] end\n";
    }
}
