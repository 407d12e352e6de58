package com.callmissed.bench;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Processor time of a process and its descendants. Processes that end during the measurement are not counted. */
final class Usage {
    private final Supplier<Stream<ProcessHandle>> processes;
    private final Duration before;

    private Usage(Supplier<Stream<ProcessHandle>> processes) {
        this.processes = processes;
        this.before = total();
    }

    static Usage of(long pid) {
        ProcessHandle root = ProcessHandle.of(pid).orElseThrow();
        return new Usage(() -> Stream.concat(Stream.of(root), root.descendants()));
    }

    /** The usage of this process. */
    static Usage ofLoad() {
        return new Usage(() -> Stream.of(ProcessHandle.current()));
    }

    /** Seconds since the creation of this object. */
    double seconds() {
        return total().minus(before).toMillis() / 1_000.0;
    }

    private Duration total() {
        return processes
                .get()
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
