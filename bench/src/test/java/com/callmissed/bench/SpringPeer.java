package com.callmissed.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpMethod;

import com.callmissed.conversation.HotStatements;

/**
 * The reads of {@code bench/peers/spring} beside those of the service, on the same rows, with the same statements and
 * the same options of the JVM.
 */
final class SpringPeer implements AutoCloseable {
    private static final String NAME = "Spring";
    private static final double CPU_TARGET = 0.33;
    private static final int LIMIT = 50;
    private static final int SAMPLES = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LoadedService loaded;
    /** The only one that the peer accepts. */
    private final String token;

    private final PeerProcess process;

    /** @param jar the packaged program */
    SpringPeer(LoadedService loaded, String jar) {
        this.loaded = loaded;
        token = loaded.dataset().token(0);
        int port = Ports.free();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        process = PeerProcess.start("spring", loaded.vertx(), List.of(java, "-jar", jar), environment(port), port);
    }

    /**
     * Requests for a list, a conversation, and the end of a thread.
     *
     * @throws WrongResult if the responses of both differ, or the peer accepts a request without a token
     */
    List<Duel> duels(ReadPaths paths) {
        int status = Client.await("no token", process.client().status(HttpMethod.GET, "/"), PATIENCE);
        WrongResult.unless(status == 401, "%s returned %d without a token", NAME, status);
        return List.of(
                duel("list", paths.firstPage("peers-list")),
                duel("one", paths.oneConversation("peers-one")),
                duel("messages", paths.newestMessages("peers-messages")));
    }

    @Override
    public void close() {
        process.close();
    }

    private Map<String, String> environment(int port) {
        URI url = URI.create(loaded.service().databaseUrl());
        String[] login = url.getUserInfo().split(":");
        Dataset data = loaded.dataset();
        HotStatements.Bound list = HotStatements.list(data.tenant(0), null, null, null, LIMIT);
        WrongResult.unless(
                list.parameters().equals(List.of(data.tenant(0))), "The list has other parameters than the tenant");
        Map<String, String> environment = new HashMap<>();
        environment.put("JDK_JAVA_OPTIONS", ImageFlags.javaOptions());
        environment.put("MALLOC_ARENA_MAX", ImageFlags.arenas());
        environment.put("SERVER_PORT", Integer.toString(port));
        environment.put(
                "SPRING_R2DBC_URL", "r2dbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath());
        environment.put("SPRING_R2DBC_USERNAME", login[0]);
        environment.put("SPRING_R2DBC_PASSWORD", login[1]);
        environment.put("PEER_TOKEN", token);
        environment.put("PEER_TENANT", data.tenant(0).toString());
        environment.put("PEER_LIST", list.sql());
        environment.put("PEER_ONE", HotStatements.one());
        environment.put("PEER_MESSAGES", HotStatements.newestMessages());
        return environment;
    }

    private Duel duel(String name, Reads reads) {
        Reads same = reads.with(token);
        checkThatBothRespondTheSame(same);
        return new Duel(
                name,
                new Duel.Side("service", same, loaded.client(), loaded.service().pid()),
                new Duel.Side(NAME, same, process.client(), process.pid()),
                loaded.database().pid(),
                ratio -> ratio,
                cost -> cost.atMost(CPU_TARGET));
    }

    private void checkThatBothRespondTheSame(Reads reads) {
        int count = reads.numbers() == null ? 1 : reads.numbers().count();
        IntStream.range(0, Math.min(SAMPLES, count))
                .map(sample -> (int) ((long) sample * count / Math.min(SAMPLES, count)))
                .forEach(number -> {
                    JsonNode ours = answer(reads, loaded.client(), number);
                    JsonNode theirs = answer(reads, process.client(), number);
                    WrongResult.unless(
                            ours.equals(theirs), "%s %d: %s and not%n%s", reads.name(), number, theirs, ours);
                });
    }

    private static JsonNode answer(Reads reads, Client client, int number) {
        try {
            return new ObjectMapper()
                    .readTree(Client.await(reads.name(), reads.send(client, number), PATIENCE)
                            .toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
