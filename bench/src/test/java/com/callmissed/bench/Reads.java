package com.callmissed.bench;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

/**
 * GET requests for one path, or for a path with a number that is drawn for each request.
 *
 * @param authorization a bearer token or key; null to send none
 * @param path with {@code %012d} in place of the number
 * @param numbers null for a path without a number
 * @param check the check of a response with status 200
 */
record Reads(String name, String authorization, String path, Numbers numbers, Check check) implements Requests {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /**
     * Up to this number of different responses, every response is known in advance and must be the same, byte for byte.
     */
    private static final int KNOWN = 100;

    /** Throws {@link WrongResult} unless {@code body} is the response for the number. */
    interface Check {
        void accept(int number, String body);

        /** The beginning of every response, if there are too many to know all of them. */
        default String start() {
            throw new UnsupportedOperationException("Every response must be known in advance");
        }
    }

    /** The same requests with another token or key. */
    Reads with(String other) {
        return new Reads(name, other, path, numbers, check);
    }

    @Override
    public String lua(Client client) {
        StringBuilder lua = new StringBuilder();
        if (authorization != null) {
            lua.append("wrk.headers['Authorization'] = 'Bearer %s'%n".formatted(authorization));
        }
        if (numbers == null) {
            lua.append("wrk.path = '%s'%n".formatted(path));
        } else {
            lua.append("""
                    function request()
                      return wrk.format(nil, string.format('%s', math.random(%d, %d)))
                    end
                    """.formatted(path, numbers.first(), numbers.last()));
        }
        return lua.append(right(client)).toString();
    }

    @Override
    public Future<Buffer> send(Client client, int number) {
        int drawn = numbers == null ? 0 : numbers.first() + number % numbers.count();
        Map<String, String> headers =
                authorization == null ? Map.of() : Map.of("Authorization", "Bearer " + authorization);
        return client.send(HttpMethod.GET, path.formatted(drawn), headers, Buffer.buffer(), 200)
                .map(body -> {
                    check.accept(drawn, body.toString());
                    return body;
                });
    }

    private String right(Client client) {
        int count = numbers == null ? 1 : numbers.count();
        if (count <= KNOWN) {
            return Requests.isKnown(IntStream.range(0, count).mapToObj(number -> answer(client, number)));
        }
        for (int i = 0; i < KNOWN; i++) {
            answer(client, (int) ((long) i * count / KNOWN));
        }
        return """
                local start = '%s'
                function right(status, body)
                  return status == 200 and body:sub(1, #start) == start and body:sub(-1) == '}'
                end
                """.formatted(check.start());
    }

    private String answer(Client client, int number) {
        return Client.await(path, send(client, number), PATIENCE).toString();
    }
}
