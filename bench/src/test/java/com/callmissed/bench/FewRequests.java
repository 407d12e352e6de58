package com.callmissed.bench;

import java.time.Duration;

/** A few requests one after the other, to check their responses only. */
record FewRequests(int count) implements Load {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public Answers run(Requests requests, Client client, Duration duration) {
        long start = System.nanoTime();
        Samples samples = new Samples(count);
        for (int i = 0; i < count; i++) {
            long sentAt = System.nanoTime();
            Client.await(requests.name(), requests.send(client, i), PATIENCE);
            samples.add((System.nanoTime() - sentAt) / 1_000);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Answers(count, seconds, samples.millis(0.5), samples.millis(0.99));
    }
}
