package com.callmissed.packaged.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;

import com.callmissed.testing.ConnectedBot;
import com.callmissed.testing.Replicas;
import com.callmissed.testing.TestTokens;
import com.callmissed.testing.WhatsAppBot;

/**
 * Steady use of a process: rounds of a read, a webhook, a message to a customer and a draft. Like a Service of
 * Kubernetes, it sends nothing to a process that is not ready.
 */
final class Traffic implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<Integer> FINE = List.of(200, 200, 201, 200);
    private static final String CONVERSATIONS = "/api/v1/conversations/";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Replicas replicas;
    private final HttpRequest readiness;
    private final WhatsAppBot bot;
    private final List<ConnectedBot> chats;
    private final Thread thread = new Thread(this::run, "traffic");
    private volatile boolean stopped;
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger skipped = new AtomicInteger();
    private volatile int fineInTurn;

    /**
     * @param replicas with the one process
     * @param chats of one bot; nobody replies in the first one, which is used for drafts
     */
    Traffic(Replicas replicas, List<ConnectedBot> chats) {
        this.replicas = replicas;
        this.readiness = HttpRequest.newBuilder(URI.create(replicas.app(0).managementUri() + "/q/health/ready"))
                .timeout(PATIENCE)
                .build();
        this.bot = chats.get(0).bot();
        this.chats = chats;
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether everything has succeeded in the last rounds. */
    boolean isFine() {
        return fineInTurn > 1;
    }

    /** Waits until a round that begins from now on has ended. */
    void awaitRound() {
        int before = rounds.get();
        Awaitility.await().atMost(PATIENCE).until(() -> rounds.get() > before + 1);
    }

    /** Waits until the process is not ready and no request is left. */
    void awaitSkipped() {
        int before = skipped.get();
        Awaitility.await().atMost(PATIENCE).until(() -> skipped.get() > before);
    }

    private void run() {
        try {
            int fine = 0;
            for (int i = 0; !stopped; i++) {
                boolean isReady = isReady();
                fine = isReady && round(i).equals(FINE) ? fine + 1 : 0;
                fineInTurn = fine;
                (isReady ? rounds : skipped).incrementAndGet();
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return http.send(readiness, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the statuses; 0 for no response. */
    private List<Integer> round(int number) {
        String token = TestTokens.of(bot.tenant(), "agent");
        ConnectedBot silent = chats.get(0);
        ConnectedBot spoken = chats.get(1 + number % (chats.size() - 1));
        List<CompletableFuture<Replicas.Answer>> answers = List.of(
                replicas.get(0, token, CONVERSATIONS + spoken.conversation()),
                replicas.webhook(
                        0, bot, bot.textNow(silent.customer().substring(1), WhatsAppBot.wamid(), "Hello " + number)),
                replicas.send(
                        0,
                        token,
                        "POST",
                        CONVERSATIONS + spoken.conversation() + "/messages",
                        Map.of("role", "assistant", "content", "Hello " + number)),
                replicas.send(0, token, "POST", CONVERSATIONS + silent.conversation() + "/ai-draft", Map.of()));
        return answers.stream()
                .map(answer -> answer.handle((got, failure) -> got == null ? 0 : got.status())
                        .join())
                .toList();
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
