package com.callmissed.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import com.callmissed.config.StartupException;

/**
 * Keeps a second process from using the same data. The operating system releases the lock when the process dies for any
 * reason.
 */
final class ProcessLock {
    private final FileChannel channel;

    private ProcessLock(FileChannel channel) {
        this.channel = channel;
    }

    static ProcessLock acquire(Path file, Path dataDir) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked(channel)) {
            channel.close();
            throw new StartupException("The data directory " + dataDir + " is in use by process "
                    + Files.readString(file).strip()
                    + ": stop it, or set CALLMISSED_DATA_DIR or DATABASE_URL for this one");
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        return new ProcessLock(channel);
    }

    void release() {
        try {
            channel.close();
        } catch (IOException e) {
            // The process is about to end, which also releases the lock.
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
