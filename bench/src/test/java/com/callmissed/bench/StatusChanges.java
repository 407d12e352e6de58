package com.callmissed.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

import com.callmissed.testing.Database;

/**
 * Requests that each change the status of a conversation. They go through all conversations of the tenants in a random
 * order, and then start again.
 */
final class StatusChanges implements Requests {
    private static final String PATH =
            "/api/v1/conversations/" + Dataset.idPrefix(Dataset.CONVERSATION) + "%012d/status";

    private static final String STATES = """
            SELECT string_agg(CASE status WHEN 'active' THEN '1' ELSE '0' END, '' ORDER BY id) FROM conversation
            WHERE id BETWEEN bench_id(2, ?) AND bench_id(2, ?)
            """;

    private final String databaseUrl;
    private final SmallTenants tenants;
    private final List<String> tokens;
    private String states;
    private int seed;
    private List<Integer> order;
    private long events;

    StatusChanges(String databaseUrl, SmallTenants tenants) {
        this.databaseUrl = databaseUrl;
        this.tenants = tenants;
        tokens = tenants.tokens();
    }

    @Override
    public String name() {
        return "status-update";
    }

    @Override
    public Optional<String> written() {
        return Optional.of("change");
    }

    @Override
    public void begin() {
        states = Database.at(databaseUrl)
                .select(STATES, (long) tenants.first(), (long) tenants.last())
                .get(0);
        seed = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        order = new ArrayList<>(
                IntStream.range(0, tenants.conversations()).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        events = EventSql.count(databaseUrl);
    }

    @Override
    public String lua(Client client) {
        return """
                local tokens, states, active, order = {'%s'}, '%s', {}, {}
                math.randomseed(%d)
                for i = 1, #states do
                  active[i] = states:byte(i) == 49
                  local other = math.random(i)
                  order[i] = order[other]
                  order[other] = i - 1
                end
                local at, turn, asked = 0, 0, false
                function request()
                  -- wrk calls this once to look at the result, and sends nothing then
                  if asked then
                    turn = turn %% #order + 1
                    at = order[turn]
                    active[at + 1] = not active[at + 1]
                  end
                  asked = true
                  local headers = {
                    Authorization = 'Bearer ' .. tokens[math.floor(at / %d) + 1],
                    ['Content-Type'] = 'application/json'
                  }
                  local body = active[at + 1] and '{"status":"active"}' or '{"status":"completed"}'
                  return wrk.format('PUT', string.format('%s', %d + at), headers, body)
                end
                function right(status, body)
                  return status == 200 and body:sub(1, 7) == '{"id":"' and body:sub(-1) == '}'
                    and (body:find('"status":"active"', 1, true) or body:find('"status":"completed"', 1, true))
                end
                """.formatted(String.join("',\n'", tokens), states, seed, tenants.each(), PATH, tenants.first());
    }

    @Override
    public Future<Buffer> send(Client client, int number) {
        int at = order.get(number % tenants.conversations());
        boolean again = number / tenants.conversations() % 2 == 1;
        String status = (states.charAt(at) == '1') == again ? "active" : "completed";
        int conversation = tenants.first() + at;
        Buffer body = new JsonObject().put("status", status).toBuffer();
        return client.send(
                        HttpMethod.PUT,
                        PATH.formatted(conversation),
                        Client.json(tokens.get(at / tenants.each())),
                        body,
                        200)
                .map(answer -> {
                    WrongResult.unless(
                            answer.toJsonObject().getString("status").equals(status), "Not %s: %s", status, answer);
                    return answer;
                });
    }

    /** Checks that each change has an event, and that there are no other events. */
    @Override
    public void check(long answered) {
        long changes = EventSql.count(databaseUrl) - events;
        WrongResult.unless(
                changes >= answered && changes <= answered + Load.CONNECTIONS,
                "%d requests had a response, and %d changes an event",
                answered,
                changes);
    }
}
