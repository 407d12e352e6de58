package com.callmissed.bench;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/**
 * Reads whole threads, to check the responses and to measure their memory.
 *
 * @param count readers that are stopped at the same time
 * @param settle idle time before the measurement
 */
record ThreadReaders(Service service, int count, Duration settle) {
    /** Small, so that little of a response fits between the service and a reader that has stopped. */
    private static final int RECEIVE_BUFFER = 4_096;

    /** Reads a response message by message and returns its number of bytes. */
    long verify(RawGet thread, int messages) {
        try (RawGet.Body body = thread.open(service.port(), 0)) {
            Counted counted = new Counted(body.stream());
            int read = messages(counted);
            WrongResult.unless(read == messages, "%s has %d messages instead of %d", thread.path(), read, messages);
            return counted.bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes of the service's heap for one response whose reader has stopped after the first byte. */
    double heap(RawGet thread) {
        List<RawGet.Body> bodies = new ArrayList<>();
        try {
            long before = Footprint.of(service.pid()).heap();
            for (int i = 0; i < count; i++) {
                RawGet.Body body = thread.open(service.port(), RECEIVE_BUFFER);
                bodies.add(body);
                WrongResult.unless(body.stream().read() == '[', "%s is no array", thread.path());
            }
            TimeUnit.NANOSECONDS.sleep(settle.toNanos());
            return (double) (Footprint.of(service.pid()).heap() - before) / count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            bodies.forEach(ThreadReaders::close);
        }
    }

    /** Checks that each message has the next {@code seq}. */
    private static int messages(InputStream thread) throws IOException {
        int read = 0;
        int depth = 0;
        try (JsonParser parser = new JsonFactory().createParser(thread)) {
            WrongResult.unless(parser.nextToken() == JsonToken.START_ARRAY, "A thread is no array");
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth == 1
                        && token == JsonToken.FIELD_NAME
                        && parser.currentName().equals("seq")) {
                    read++;
                    int seq = parser.nextIntValue(-1);
                    WrongResult.unless(seq == read, "Message %d of the thread is message %d", read, seq);
                }
            }
        }
        return read;
    }

    private static void close(RawGet.Body body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Counted extends FilterInputStream {
        private long bytes;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            bytes += next < 0 ? 0 : 1;
            return next;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            bytes += Math.max(0, read);
            return read;
        }
    }
}
