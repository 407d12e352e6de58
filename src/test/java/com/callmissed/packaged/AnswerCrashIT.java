package com.callmissed.packaged;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.GraphMessage;
import com.callmissed.testing.GraphReply;
import com.callmissed.testing.ModelServer;
import com.callmissed.testing.WhatsAppBot;

import static com.callmissed.packaged.AnsweringService.ANSWER;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Customers write and get replies while one of two processes is killed in turn. No message of a customer is lost, and
 * no reply is sent twice. {@code -Dsoak.kills} and {@code -Dsoak.seed} choose other moments.
 */
@Tag("soak")
class AnswerCrashIT {
    private static final int CUSTOMERS = 25;
    private static final int MESSAGES = 20;
    private static final int KILLS = Integer.getInteger("soak.kills", 8);
    private static final long SEED = Long.getLong("soak.seed", 3);

    private static final String MESSAGE_ROWS = """
            SELECT concat_ws('|', c.external_id, m.seq, m.role, m.status, m.id,
                coalesce(m.provider_message_id, '-'), m.content)
            FROM message m JOIN conversation c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id
            ORDER BY m.conversation_id, m.seq
            """;

    private final Random random = new Random(SEED);
    private final Semaphore toWrite = new Semaphore(0);
    private final Semaphore written = new Semaphore(0);
    private final Semaphore asked = new Semaphore(0);
    private final Semaphore arrived = new Semaphore(0);
    private final Map<String, CompletableFuture<Void>> answered = new ConcurrentHashMap<>();
    private AnsweringService service;
    private WhatsAppBot bot;

    @BeforeEach
    void start() {
        service = new AnsweringService(Map.of(
                "CALLMISSED_AUTOREPLY_QUIET", "PT0.05S",
                "CALLMISSED_AI_TIMEOUT", "PT5S",
                "CALLMISSED_AUTOREPLY_LEASE", "PT15S",
                "CALLMISSED_WHATSAPP_TIMEOUT", "PT2S",
                "CALLMISSED_OUTBOX_LEASE", "PT4S",
                "CALLMISSED_JOURNAL_LEASE", "PT3S",
                // Customers continue when their message is in the thread.
                "CALLMISSED_JOURNAL_ANSWER_WITHIN", "PT30S"));
        service.talkTo(0);
        bot = WhatsAppBot.create();
        service.model().takes(Duration.ofMillis(60)).replies(request -> {
            asked.release();
            return ModelServer.Reply.text(ANSWER + request.lastOf("user"));
        });
        service.graph().takes(Duration.ofMillis(60)).replies(message -> {
            arrived.release();
            isAnswered(message.body()).complete(null);
            return GraphReply.accepted();
        });
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void losesNothingAndRepeatsNothing() throws InterruptedException {
        ExecutorService customers = Executors.newFixedThreadPool(CUSTOMERS);
        List<CompletableFuture<Void>> talks = IntStream.range(0, CUSTOMERS)
                .mapToObj(customer -> CompletableFuture.runAsync(() -> talk(customer), customers))
                .toList();
        int share = CUSTOMERS * MESSAGES / KILLS / 2;
        for (int i = 0; i < KILLS; i++) {
            int victim = random.nextInt(2);
            toWrite.release(share);
            awaitAMoment();
            service.replicas().app(victim).kill();
            toWrite.release(share);
            service.replicas().start(victim);
        }
        toWrite.release(CUSTOMERS * MESSAGES);
        talks.forEach(CompletableFuture::join);
        customers.shutdown();
        service.settle();
        AnsweringService.await().until(() -> service.count("inbound_payload WHERE outcome = 'pending'"), n -> n == 0);

        Map<String, List<Stored>> threads = threads();
        assertThat(threads).hasSize(CUSTOMERS);
        IntStream.range(0, CUSTOMERS).forEach(customer -> assertThread(customer, threads.get("+" + number(customer))));
        List<Stored> answers = threads.values().stream()
                .flatMap(List::stream)
                .filter(Stored::byBot)
                .toList();
        assertAnswers(answers);
        System.out.printf(
                "Soak: %d kills, %d inbound messages, each stored once; %d answers: %s; %d questions to the model%n",
                KILLS,
                CUSTOMERS * MESSAGES,
                answers.size(),
                outcomes(answers),
                service.model().requests().size());
        assertReportsSettle(answers);
    }

    /** Waits for 1 to 20 more items, in any state of the processes. */
    private void awaitAMoment() throws InterruptedException {
        Semaphore events = List.of(written, asked, arrived).get(random.nextInt(3));
        events.drainPermits();
        events.tryAcquire(1 + random.nextInt(20), 10, TimeUnit.SECONDS);
    }

    /**
     * Most customers wait for a reply before they continue; one in four does not. Meta repeats messages without a
     * response.
     */
    private void talk(int customer) {
        for (int i = 0; i < MESSAGES; i++) {
            toWrite.acquireUninterruptibly();
            String payload = bot.textNow(number(customer), WhatsAppBot.wamid(), text(customer, i));
            AtomicInteger side = new AtomicInteger(customer + i);
            AnsweringService.await()
                    .ignoreExceptions()
                    .until(() -> service.replicas()
                                    .webhook(side.getAndIncrement() % 2, bot, payload)
                                    .join()
                                    .status()
                            == 200);
            written.release();
            if (customer % 4 != 0) {
                isAnswered(ANSWER + text(customer, i))
                        .completeOnTimeout(null, 2, TimeUnit.SECONDS)
                        .join();
            }
        }
    }

    /** All messages in the order in which they were written, and a reply after the last one. */
    private static void assertThread(int customer, List<Stored> thread) {
        assertThat(thread)
                .extracting(Stored::seq)
                .isEqualTo(IntStream.rangeClosed(1, thread.size()).boxed().toList());
        assertThat(thread.stream().filter(message -> !message.byBot()))
                .extracting(Stored::content)
                .isEqualTo(IntStream.range(0, MESSAGES)
                        .mapToObj(i -> text(customer, i))
                        .toList());
        List<Stored> answers = thread.stream().filter(Stored::byBot).toList();
        assertThat(answers).extracting(Stored::content).doesNotHaveDuplicates();
        assertThat(answers.get(answers.size() - 1).content()).isEqualTo(ANSWER + text(customer, MESSAGES - 1));
    }

    private void assertAnswers(List<Stored> answers) {
        Map<String, Stored> byReference =
                answers.stream().collect(Collectors.toMap(Stored::reference, Function.identity()));
        Map<String, List<GraphMessage>> arrivals =
                service.graph().messages().stream().collect(Collectors.groupingBy(GraphMessage::reference));
        assertThat(byReference.keySet()).containsAll(arrivals.keySet());
        assertThat(arrivals).allSatisfy((reference, same) -> {
            if (!byReference.get(reference).status().equals("uncertain")) {
                assertThat(same).hasSize(1);
            }
        });
        assertThat(answers).allSatisfy(answer -> {
            switch (answer.status()) {
                case "sent" ->
                    assertThat(arrivals.get(answer.reference()))
                            .singleElement()
                            .extracting(GraphMessage::id)
                            .isEqualTo(answer.providerId());
                case "failed" -> assertThat(arrivals).doesNotContainKey(answer.reference());
                default -> assertThat(answer.status()).isEqualTo("uncertain");
            }
        });
        answers.stream().collect(Collectors.groupingBy(Stored::customer)).forEach((customer, inOrder) -> assertThat(
                        service.graph().messages(customer).stream()
                                .map(GraphMessage::reference)
                                .distinct())
                .isEqualTo(inOrder.stream()
                        .map(Stored::reference)
                        .filter(arrivals::containsKey)
                        .toList()));
    }

    /** Meta's status reports show which of the uncertain replies were sent. */
    private void assertReportsSettle(List<Stored> answers) {
        Map<String, GraphMessage> arrivals = service.graph().messages().stream()
                .collect(Collectors.toMap(GraphMessage::reference, Function.identity(), (first, second) -> first));
        service.talkTo(0);
        answers.stream()
                .filter(answer -> answer.status().equals("uncertain"))
                .map(answer -> arrivals.get(answer.reference()))
                .filter(arrival -> arrival != null)
                .forEach(arrival -> bot.post(
                                bot.statuses(WhatsAppBot.status(arrival.id(), "delivered", arrival.reference())))
                        .statusCode(200));
        List<Stored> settled = threads().values().stream()
                .flatMap(List::stream)
                .filter(Stored::byBot)
                .toList();
        System.out.printf("Soak, after delivery reports on the uncertain ones: %s%n", outcomes(settled));
        assertThat(settled)
                .filteredOn(answer -> answer.status().equals("uncertain"))
                .noneMatch(answer -> arrivals.containsKey(answer.reference()));
    }

    private static Map<String, Long> outcomes(List<Stored> answers) {
        return answers.stream().collect(Collectors.groupingBy(Stored::status, TreeMap::new, Collectors.counting()));
    }

    private Map<String, List<Stored>> threads() {
        return service.database().select(MESSAGE_ROWS).stream()
                .map(row -> Stored.of(row.split("\\|")))
                .collect(Collectors.groupingBy(Stored::customer));
    }

    private CompletableFuture<Void> isAnswered(String answer) {
        return answered.computeIfAbsent(answer, key -> new CompletableFuture<>());
    }

    private static String number(int customer) {
        return "1555300" + (1_000 + customer);
    }

    private static String text(int customer, int i) {
        return "Message " + i + " of " + customer;
    }

    private record Stored(
            String customer, int seq, String role, String status, String id, String providerId, String content) {
        static Stored of(String[] row) {
            return new Stored(row[0], Integer.parseInt(row[1]), row[2], row[3], row[4], row[5], row[6]);
        }

        boolean byBot() {
            return role.equals("assistant");
        }

        /** Of the first attempt at a message of one part. */
        String reference() {
            return "cm1:" + id + ":1:0:1";
        }
    }
}
