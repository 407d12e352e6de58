package com.callmissed.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import com.callmissed.thread.MessageCopySql;

/**
 * Compares the longest thread in one response with a copy of the same columns from the database, over one connection
 * each.
 */
final class WholeThread implements Scenario {
    private static final double TARGET = 0.75;
    private static final double LEAST_OVERLAP = 0.5;
    private static final double MOST_HEAP_MB = 1;
    private static final int BUFFER = 65_536;
    private static final double NANOS = 1e9;

    private final LoadedService loaded;
    private final Size size;
    private final RawGet longest;
    private final RawGet shorter;
    private final ThreadReaders readers;
    private final ThreadCopy copy;
    private final long bytes;
    private boolean warm;

    /**
     * The size of the scenario.
     *
     * @param waiting readers of a thread at the same time, whose memory is measured
     * @param settle how long they are stopped before that
     * @param measured how long the thread is read repeatedly for each figure; at least once
     */
    record Size(int waiting, Duration settle, Duration warmUp, Duration measured) {
        static final Size FULL = new Size(8, Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(10));
        static final Size SMALL = new Size(2, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    WholeThread(LoadedService loaded, Size size) {
        this.loaded = loaded;
        this.size = size;
        Service service = loaded.service();
        Dataset data = loaded.dataset();
        longest = thread(data, 0);
        shorter = thread(data, 1);
        readers = new ThreadReaders(service, size.waiting(), size.settle());
        bytes = readers.verify(longest, data.messagesOfLongThread(0));
        readers.verify(shorter, data.messagesOfLongThread(1));
        copy = ThreadCopy.of(
                service.databaseUrl(), MessageCopySql.copy(data.tenant(0), Dataset.id(Dataset.CONVERSATION, 0)));
    }

    @Override
    public List<Measure> run() {
        if (!warm) {
            warm = true;
            WarmUp.of(() -> rate(size.warmUp(), () -> read(new Samples(0), new Samples(0))));
        }
        Samples whole = new Samples(100_000);
        Samples first = new Samples(100_000);
        Usage serviceUsage = Usage.of(loaded.service().pid());
        Usage databaseUsage = Usage.of(loaded.database().pid());
        double answered = rate(size.measured(), () -> read(whole, first));
        double serviceSeconds = serviceUsage.seconds();
        double databaseSeconds = databaseUsage.seconds();
        double copied = rate(size.measured(), copy::run);
        double thousands = whole.count() / 1_000.0;
        return Stream.of(
                        List.of(
                                Measure.of(Overview.RATIO, answered / copied, "")
                                        .atLeast(TARGET),
                                Measure.of("response", answered / Footprint.MEGA, "MB/s"),
                                Measure.of("COPY TO STDOUT", copied / Footprint.MEGA, "MB/s"),
                                Measure.of("size of a response", bytes / Footprint.MEGA, "MB")),
                        whole.measures("whole response"),
                        first.measures("first byte"),
                        List.of(
                                Measure.of("of the rest, read after the first byte", overlap(), "")
                                        .atLeast(LEAST_OVERLAP),
                                Measure.of(Overview.SERVICE, serviceSeconds / thousands, "s"),
                                Measure.of(Overview.DATABASE, databaseSeconds / thousands, "s")),
                        heap())
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public void close() {
        copy.close();
    }

    /** Nothing for a native binary, whose heap is not known. */
    private List<Measure> heap() {
        if (NativeBinary.isMeasured()) {
            return List.of();
        }
        double heap = readers.heap(longest);
        double more = heap - readers.heap(shorter);
        return List.of(
                Measure.of("heap of a waiting response", heap / Footprint.MEGA, "MB"),
                Measure.of("more than that of a short thread", more / Footprint.MEGA, "MB")
                        .atMost(MOST_HEAP_MB));
    }

    private static RawGet thread(Dataset data, int number) {
        return new RawGet(
                "/api/v1/conversations/" + Dataset.id(Dataset.CONVERSATION, number) + "/messages", data.token(0));
    }

    /** Bytes per second. */
    private static double rate(Duration duration, LongSupplier bytes) {
        long start = System.nanoTime();
        long sum = 0;
        long spent;
        do {
            sum += bytes.getAsLong();
            spent = System.nanoTime() - start;
        } while (spent < duration.toNanos());
        return sum / (spent / NANOS);
    }

    /** Reads the thread once, as fast as it arrives. */
    private long read(Samples whole, Samples first) {
        long sentAt = System.nanoTime();
        try (RawGet.Body body = longest.open(loaded.service().port(), 0)) {
            InputStream stream = body.stream();
            long read = stream.read() < 0 ? 0 : 1;
            first.add((System.nanoTime() - sentAt) / 1_000);
            byte[] buffer = new byte[BUFFER];
            for (int more = stream.read(buffer); more > 0; more = stream.read(buffer)) {
                read += more;
            }
            whole.add((System.nanoTime() - sentAt) / 1_000);
            WrongResult.unless(body.isChunked(), "The response is not chunked");
            WrongResult.unless(read == bytes, "The response has %d bytes instead of %d", read, bytes);
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The share of the time from the first to the last byte in which the database still read for this response. */
    private double overlap() {
        try (RawGet.Body body = longest.open(loaded.service().port(), 0)) {
            InputStream stream = body.stream();
            stream.read();
            Instant first = Instant.now();
            stream.transferTo(OutputStream.nullOutputStream());
            Instant last = Instant.now();
            double rest = Duration.between(first, last).toNanos();
            return Math.max(0, Duration.between(first, copy.lastRead()).toNanos() / rest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
