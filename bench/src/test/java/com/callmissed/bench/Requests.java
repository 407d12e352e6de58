package com.callmissed.bench;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.vertx.core.Future;

/** Requests of one kind. Any number of them can be sent, by wrk or one by one. */
interface Requests {
    /** The name of the files that belong to the requests. */
    String name();

    /**
     * A part of wrk's script. It sets the method, the headers and the path, and defines {@code right(status, body)},
     * which returns whether a response is the expected one.
     *
     * @param client reads the expected responses
     * @throws WrongResult if one of the expected responses is wrong
     */
    String lua(Client client);

    /**
     * Sends the request with the {@code number}, from 0. Fails with {@link WrongResult} if the response is not the
     * expected one.
     */
    Future<?> send(Client client, int number);

    /** Called before each stretch of requests, on a thread that may block. */
    default void begin() {}

    /**
     * Called after each stretch, to check the effects of the requests. When a stretch is cut off, up to {@link
     * Load#CONNECTIONS} requests were sent whose responses are not counted.
     *
     * @throws WrongResult if the effects are not those of {@code answered} requests
     */
    default void check(long answered) {}

    /** What each request writes, such as a message. Empty for requests that only read. */
    default Optional<String> written() {
        return Optional.empty();
    }

    /** A part of wrk's script: the function {@code right} for requests whose {@code answers} are all known. */
    static String isKnown(Stream<String> answers) {
        return "local known = {}\n"
                + answers.map("known[ [==[%s]==] ] = true%n"::formatted).collect(Collectors.joining())
                + "function right(status, body) return status == 200 and known[body] end\n";
    }
}
