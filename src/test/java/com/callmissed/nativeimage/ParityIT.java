package com.callmissed.nativeimage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.callmissed.events.EventType;
import com.callmissed.http.error.ErrorCode;
import com.callmissed.nativeimage.Transcript.Exchange;
import com.callmissed.testing.ApiContract;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends one list of requests to the packaged service and compares the responses with a recording, except for ids and
 * times. The jar and the native binary are compared with the same recording, which is checked in, so that a review
 * shows each change of a response. {@code -Dparity.record} makes the recording anew, from the jar.
 */
class ParityIT {
    private static final Path RECORDING = Path.of("src/test/resources/parity/transcript.txt");

    @TempDir
    Path data;

    @Test
    void respondsAsRecorded() throws IOException {
        boolean record = System.getProperty("parity.record") != null;
        assertThat(record && Boolean.getBoolean("packaged.native"))
                .as("a recording comes from the jar: -Dparity.record with a native binary")
                .isFalse();
        try (ParityRun run = new ParityRun(data)) {
            ApiContract contract = ApiContract.of(run.app.baseUri());
            ParityRequests.send(run);
            ParityChannels.send(run);
            ParityStops.send(run);

            assertThat(missingOperations(run, contract))
                    .as("operations without a request")
                    .isEmpty();
            assertThat(missingCodes(run)).as("error codes that no response has").isEmpty();
            assertThat(missingEvents(run)).as("event types that did not happen").isEmpty();
            String transcript = run.transcript.text();
            if (record) {
                Files.createDirectories(RECORDING.getParent());
                Files.writeString(RECORDING, transcript);
            }
            compare(transcript, Files.readString(RECORDING));
        }
    }

    /** Keeps a transcript that differs, for a comparison with the tools of the reader. */
    private static void compare(String transcript, String recording) throws IOException {
        if (!transcript.equals(recording)) {
            Path actual = Files.createTempFile("parity", ".txt");
            Files.writeString(actual, transcript);
            assertThat(transcript).as("the transcript, which is in %s", actual).isEqualTo(recording);
        }
    }

    private static Set<String> missingOperations(ParityRun run, ApiContract contract) {
        Set<String> missing = contract.operations().stream()
                .map(operation -> operation.verb() + " " + operation.template())
                .collect(Collectors.toCollection(TreeSet::new));
        for (Exchange exchange : run.transcript.exchanges()) {
            String path = exchange.request().path().replaceFirst("\\?.*", "");
            if (exchange.status() < 300) {
                contract.find(exchange.request().method(), path)
                        .ifPresent(operation -> missing.remove(operation.verb() + " " + operation.template()));
            }
        }
        return missing;
    }

    private static Set<String> missingCodes(ParityRun run) {
        String transcript = run.transcript.text();
        return Stream.of(ErrorCode.values())
                .map(ErrorCode::code)
                .filter(code -> !transcript.contains("\"error\":{\"code\":\"" + code + "\""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> missingEvents(ParityRun run) {
        String transcript = run.transcript.text();
        return Stream.of(EventType.values())
                .map(EventType::value)
                .filter(type -> !transcript.contains("\"type\":\"" + type + "\""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
