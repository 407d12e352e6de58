package com.callmissed.bench;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;

/**
 * Requests for the newest conversations of a tenant that is drawn for each request.
 *
 * @param tenants of the data set
 * @param rows number of conversations in each response
 */
record TenantLists(String name, Dataset dataset, Numbers tenants, int rows) implements Requests {
    private static final String PATH = "/api/v1/conversations?limit=50";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Draws one of the equal tenants, from 2 on. Each response has one page. */
    static TenantLists ofAlike(String name, Dataset dataset) {
        Dataset.Size size = dataset.size();
        return new TenantLists(name, dataset, new Numbers(2, size.tenants() - 1), Math.min(50, size.each()));
    }

    /** Always uses one tenant. */
    static TenantLists of(String name, Dataset dataset, int tenant) {
        return new TenantLists(name, dataset, new Numbers(tenant, tenant), 50);
    }

    @Override
    public String lua(Client client) {
        Client.await(name, send(client, 0), PATIENCE);
        String tokens = IntStream.rangeClosed(tenants.first(), tenants.last())
                .mapToObj(tenant -> "'Bearer " + dataset.token(tenant) + "'")
                .collect(Collectors.joining(",\n"));
        return """
                local tokens, made = {%s}, {}
                function request()
                  local drawn = math.random(#tokens)
                  made[drawn] = made[drawn] or wrk.format('GET', '%s', {Authorization = tokens[drawn]})
                  return made[drawn]
                end
                function right(status, body)
                  local rows, found = 0, 0
                  repeat
                    found = body:find('"tenant_id":"%s', found + 1, true)
                    rows = rows + (found and 1 or 0)
                  until not found
                  return status == 200 and rows == %d and body:sub(1, 2) == '[{' and body:sub(-2) == '}]'
                end
                """.formatted(tokens, PATH, Dataset.idPrefix(Dataset.TENANT), rows);
    }

    @Override
    public Future<Buffer> send(Client client, int number) {
        int tenant = tenants.first() + number % tenants.count();
        String id = dataset.tenant(tenant).toString();
        return client.get(dataset.token(tenant), PATH).map(body -> {
            JsonArray list = new JsonArray(body.toString());
            boolean right = list.size() == rows
                    && IntStream.range(0, rows).allMatch(row -> list.getJsonObject(row)
                            .getString("tenant_id")
                            .equals(id));
            WrongResult.unless(right, "%s: not %d conversations of tenant %d: %s", name, rows, tenant, body);
            return body;
        });
    }
}
