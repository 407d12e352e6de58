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

import com.callmissed.http.error.ErrorCode;
import com.callmissed.nativeimage.Transcript.Exchange;
import com.callmissed.testing.ApiContract;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One list of requests whose responses are the same for the jar and for the native binary, but for ids and times. The
 * recording is checked in, so that the jar is held against it, too, and a change of any response shows in a review.
 * {@code -Dparity.record} writes it anew.
 */
class ParityIT {
    private static final Path RECORDING = Path.of("src/test/resources/parity/transcript.txt");

    @TempDir
    Path data;

    @Test
    void respondsAsRecorded() throws IOException {
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
            if (System.getProperty("parity.record") != null) {
                Files.createDirectories(RECORDING.getParent());
                Files.writeString(RECORDING, transcript);
            }
            Path actual = Path.of("target/parity/transcript.txt");
            Files.createDirectories(actual.getParent());
            Files.writeString(actual, transcript);
            assertThat(transcript).isEqualTo(Files.readString(RECORDING));
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
        return EventTypes.in(OwnClasses.ALL).stream()
                .filter(type -> !transcript.contains("\"type\":\"" + type + "\""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
