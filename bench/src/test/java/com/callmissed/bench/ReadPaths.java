package com.callmissed.bench;

import java.util.List;
import java.util.Map;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import com.callmissed.answer.AnswerSql;
import com.callmissed.bench.Writes.Step;
import com.callmissed.conversation.HotStatements;
import com.callmissed.draft.DraftSql;
import com.callmissed.http.Cursor;
import com.callmissed.testing.Database;

/** The paths that read a list, one conversation or the end of a thread, in tenant 0. */
final class ReadPaths {
    private static final int LIMIT = 50;
    private static final int DEPTH = 50_000;
    private static final int SMALL_DEPTH = 500;
    private static final PathTargets LIST_TARGETS = new PathTargets(0.75, 0.30);
    private static final PathTargets ONE_TARGETS = PathTargets.ratio(0.75);
    private static final PathTargets MESSAGES_TARGETS = PathTargets.ratio(0.70);
    private static final int DRAFT_TENANTS = 50;
    private static final double DEEP_TARGET = 1.2;
    private static final String LIST = "/api/v1/conversations?limit=" + LIMIT;

    private final LoadedService loaded;
    private final PathScenario.Size size;
    private final String variant;
    private final Dataset dataset;

    /**
     * The paths on one service.
     *
     * @param variant the end of the names of lists, which tells one data set from another
     */
    ReadPaths(LoadedService loaded, PathScenario.Size size, String variant) {
        this.loaded = loaded;
        this.size = size;
        this.variant = variant;
        dataset = loaded.dataset();
    }

    PathScenario list() {
        String name = "list" + variant;
        return new PathScenario(loaded, size, firstPage(name), listQuery(name, null, null, null), LIST_TARGETS);
    }

    PathScenario listFiltered() {
        String name = "list-filtered" + variant;
        Reads reads = reads(name, LIST + "&channel=whatsapp&status=active", null, (number, body) -> {
            JsonArray rows = new JsonArray(body);
            boolean right = rows.size() == LIMIT
                    && rows.stream()
                            .map(JsonObject.class::cast)
                            .allMatch(row -> row.getString("channel").equals("whatsapp")
                                    && row.getString("status").equals("active"));
            WrongResult.unless(right, "%s: not %d active threads on WhatsApp: %s", name, LIMIT, body);
        });
        return new PathScenario(loaded, size, reads, listQuery(name, "whatsapp", "active", null), LIST_TARGETS);
    }

    PathScenario listDeep() {
        String name = "list-deep" + variant;
        int depth = dataset.size().conversations() > DEPTH ? DEPTH : SMALL_DEPTH;
        Cursor cursor = dataset.cursorAt(depth);
        Reads reads = reads(name, LIST + "&cursor=" + cursor, null, page(name, depth));
        return new PathScenario(
                loaded,
                size,
                reads,
                listQuery(name, null, null, cursor),
                LIST_TARGETS,
                Comparison.time("time to that of the first page", firstPage("first page"), DEEP_TARGET));
    }

    PathScenario oneConversation() {
        String name = "one-conversation";
        Reads reads = oneConversation(name);
        Query query = new Query(
                name,
                HotStatements.one(),
                List.of(dataset.tenant(0), new Query.Drawn(Dataset.CONVERSATION)),
                dataset.conversationsOfTenant0(),
                1);
        return EmptyEndpoint.isThere(loaded)
                ? new PathScenario(
                        loaded,
                        size,
                        reads,
                        query,
                        ONE_TARGETS,
                        Comparison.share("ratio to the empty endpoint", EmptyEndpoint.open()))
                : new PathScenario(loaded, size, reads, query, ONE_TARGETS);
    }

    /**
     * Reads the end of threads that have more messages. Their lengths are from a hundredth of the longest up to the
     * longest.
     */
    PathScenario newestMessages() {
        String name = "newest-messages";
        Reads reads = newestMessages(name);
        Query query = new Query(
                name,
                HotStatements.newestMessages(),
                List.of(dataset.tenant(0), new Query.Drawn(Dataset.CONVERSATION), LIMIT, Integer.MAX_VALUE),
                Dataset.LONG_THREADS,
                LIMIT);
        return new PathScenario(loaded, size, reads, query, MESSAGES_TARGETS);
    }

    /**
     * Requests a draft for the first conversation of each of some tenants. The limit uses the question of one of them.
     */
    PathScenario aiDraft() {
        SmallTenants tenants = SmallTenants.atMost(dataset, DRAFT_TENANTS);
        List<String> question = Database.at(loaded.service().databaseUrl())
                .select("""
                SELECT content FROM message WHERE tenant_id = ? AND conversation_id = ? AND role = 'user'
                ORDER BY seq DESC LIMIT 1
                """, dataset.tenant(SmallTenants.FIRST), Dataset.id(Dataset.CONVERSATION, tenants.first()));
        Map<String, String> query =
                Map.of("query", DraftSql.query(question.get(0)), "words", AnswerSql.words(question.get(0)), "seq", "1");
        List<String> draws = List.of(
                "\\set t random(%d, %d)".formatted(SmallTenants.FIRST, SmallTenants.FIRST + tenants.count() - 1),
                "\\set n %d + (:t - %d) * %d".formatted(tenants.first(), SmallTenants.FIRST, tenants.each()),
                "\\set b :t * 2 + case when :n % 3 = 2 then 1 else 0 end");
        List<Step> steps = List.of(
                Step.of(DraftSql.request(), 1, "bench_id(0, :t)", "bench_id(2, :n)"),
                Step.of(AnswerSql.match(), 0, "bench_id(0, :t)", "bench_id(1, :b)", ":words", "false"),
                Step.of(
                        DraftSql.answered(),
                        Step.SOME,
                        "bench_id(0, :t)",
                        ":query",
                        "bench_id(2, :n)",
                        ":seq",
                        "bench_id(1, :b)"));
        Requests requests = new DraftRequests(tenants);
        return new PathScenario(
                loaded,
                size,
                requests,
                new Writes(requests.name(), draws, tenants.drawn(), () -> query, steps),
                PathTargets.NONE);
    }

    /** Any conversation of tenant 0. */
    Reads oneConversation(String name) {
        String prefix = Dataset.idPrefix(Dataset.CONVERSATION);
        return reads(
                name, "/api/v1/conversations/" + prefix + "%012d", dataset.conversationsOfTenant0(), new Reads.Check() {
                    @Override
                    public void accept(int number, String body) {
                        JsonObject row = new JsonObject(body);
                        boolean right = row.getString("id").equals(id(number))
                                && row.getString("external_id").equals("+9198%08d".formatted(number));
                        WrongResult.unless(right, "%s: not conversation %d: %s", name, number, body);
                    }

                    @Override
                    public String start() {
                        return "{\"id\":\"" + prefix;
                    }
                });
    }

    /** The end of any of the long threads. */
    Reads newestMessages(String name) {
        String path =
                "/api/v1/conversations/" + Dataset.idPrefix(Dataset.CONVERSATION) + "%012d/messages?limit=" + LIMIT;
        return reads(name, path, Dataset.LONG_THREADS, (number, body) -> {
            JsonArray rows = new JsonArray(body);
            boolean right = rows.size() == LIMIT;
            for (int i = 0; right && i < LIMIT; i++) {
                JsonObject row = rows.getJsonObject(i);
                right = row.getString("conversation_id").equals(id(number))
                        && row.getInteger("seq") == dataset.messagesOfLongThread(number) - LIMIT + 1 + i;
            }
            WrongResult.unless(right, "%s: not the end of thread %d: %s", name, number, body);
        });
    }

    /** The newest conversations of tenant 0. */
    Reads firstPage(String name) {
        return reads(name, LIST, null, page(name, 0));
    }

    /** Checks for the newest conversations after the first {@code depth}, in their order. */
    private Reads.Check page(String name, int depth) {
        return (number, body) -> {
            JsonArray rows = new JsonArray(body);
            boolean right = rows.size() == LIMIT;
            for (int i = 0; right && i < LIMIT; i++) {
                right = rows.getJsonObject(i)
                        .getString("id")
                        .equals(id(dataset.size().conversations() - 1 - depth - i));
            }
            WrongResult.unless(right, "%s: not the %d conversations after %d: %s", name, LIMIT, depth, body);
        };
    }

    private Reads reads(String name, String path, Numbers numbers, Reads.Check check) {
        return new Reads(name, dataset.token(0), path, numbers, check);
    }

    private Query listQuery(String name, String channel, String status, Cursor after) {
        HotStatements.Bound bound = HotStatements.list(dataset.tenant(0), channel, status, after, LIMIT);
        return new Query(name, bound.sql(), bound.parameters(), null, LIMIT + 1);
    }

    private static String id(int number) {
        return Dataset.id(Dataset.CONVERSATION, number).toString();
    }
}
