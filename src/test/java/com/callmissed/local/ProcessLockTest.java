package com.callmissed.local;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.callmissed.config.StartupException;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProcessLockTest {
    @TempDir
    Path folder;

    @Test
    void letsOneIn() throws IOException {
        ProcessLock first = acquire();
        assertThatThrownBy(this::acquire)
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(
                        "is in use by process " + ProcessHandle.current().pid())
                .hasMessageContaining("CALLMISSED_DATA_DIR");
        first.release();
        acquire().release();
    }

    private ProcessLock acquire() throws IOException {
        return ProcessLock.acquire(folder.resolve("lock"), folder);
    }
}
