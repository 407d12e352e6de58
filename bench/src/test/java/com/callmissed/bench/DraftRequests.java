package com.callmissed.bench;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

/** Requests for a draft from the history, for the first conversation of each of some tenants. */
final class DraftRequests implements Requests {
    private static final String PATH =
            "/api/v1/conversations/" + Dataset.idPrefix(Dataset.CONVERSATION) + "%012d/ai-draft";
    /** The response if the history has no answer. */
    private static final String ACKNOWLEDGEMENT = "Thank you for your message";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SmallTenants tenants;
    private final List<String> tokens;

    DraftRequests(SmallTenants tenants) {
        this.tenants = tenants;
        tokens = tenants.tokens();
    }

    @Override
    public String name() {
        return "ai-draft";
    }

    /** Nothing changes during the run, so every response is known. */
    @Override
    public String lua(Client client) {
        Stream<String> answers = IntStream.range(0, tenants.count())
                .mapToObj(tenant ->
                        Client.await(name(), send(client, tenant), PATIENCE).toString());
        return """
                local tokens = {'%s'}
                function request()
                  local drawn = math.random(#tokens)
                  local headers = {Authorization = 'Bearer ' .. tokens[drawn], ['Content-Type'] = 'application/json'}
                  return wrk.format('POST', string.format('%s', %d + (drawn - 1) * %d), headers, '{}')
                end
                """.formatted(String.join("',\n'", tokens), PATH, tenants.first(), tenants.each())
                + Requests.isKnown(answers);
    }

    @Override
    public Future<Buffer> send(Client client, int number) {
        int tenant = number % tenants.count();
        String path = PATH.formatted(tenants.first() + tenant * tenants.each());
        return client.send(HttpMethod.POST, path, Client.json(tokens.get(tenant)), Buffer.buffer("{}"), 200)
                .map(answer -> {
                    String draft = answer.toJsonObject().getString("draft");
                    WrongResult.unless(
                            !draft.isEmpty() && !draft.startsWith(ACKNOWLEDGEMENT),
                            "%s is not from the history: %s",
                            path,
                            answer);
                    return answer;
                });
    }
}
