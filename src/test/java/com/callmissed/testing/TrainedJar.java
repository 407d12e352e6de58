package com.callmissed.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A copy of the packaged service that starts from an archive of its classes, as in the image. {@code docker/train}
 * creates it, once for all tests of a build, which may run in several processes. It saves three quarters of the
 * processor time of a start.
 */
public final class TrainedJar {
    private static final String PATH = isWanted() ? make() : built().toString();

    private TrainedJar() {}

    /**
     * The path of the copy; of the jar itself when there is no archive, such as on Windows or with {@code
     * -Dpackaged.train=false}.
     */
    public static String path() {
        return PATH;
    }

    /** Makes the copy unless this build has it. Returns the path of its jar. */
    public static String make() {
        Path built = built();
        Path copy = built.getParent().resolveSibling("trained-app");
        Path lock = copy.resolveSibling("trained-app.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            makeOnce(built.getParent(), copy, System.getProperty("packaged.run"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy.resolve(built.getFileName()).toString();
    }

    private static boolean isWanted() {
        return Boolean.getBoolean("packaged.train")
                && !Boolean.getBoolean("packaged.native")
                && !System.getProperty("os.name").startsWith("Windows");
    }

    private static Path built() {
        return Path.of(System.getProperty("packaged.jar")).toAbsolutePath();
    }

    /** @param build names the build that runs, so that the copy of an earlier one is replaced */
    private static void makeOnce(Path from, Path copy, String build) throws IOException {
        Path madeBy = copy.resolve("made-by");
        if (Files.exists(madeBy) && Files.readString(madeBy).equals(build)) {
            return;
        }
        delete(copy);
        copy(from, copy);
        train(copy, Map.of(), TestDatabase.create(), canBeUsed() ? "1" : "0");
        Files.writeString(madeBy, build);
    }

    /**
     * Makes a copy with an archive of its own. Returns the path of its jar.
     *
     * @param arguments those of {@code docker/train} after the folder
     */
    public static String makeWith(Path copy, String... arguments) throws IOException {
        Path built = built();
        copy(built.getParent(), copy);
        train(copy, Map.of(), arguments);
        return copy.resolve(built.getFileName()).toString();
    }

    /** Returns true when the machine has the commands of {@code docker/exercise}. */
    private static boolean canBeUsed() {
        return Stream.of("curl", "openssl")
                .allMatch(command -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command))));
    }

    /**
     * Runs {@code docker/train}.
     *
     * @param folder of the jar, which gets the archive
     * @param environment more variables, such as options of the JVM
     * @param arguments those after the folder
     */
    public static void train(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("bash", "docker/train", folder.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process training = builder.start();
        String output = new String(training.getInputStream().readAllBytes());
        if (training.onExit().join().exitValue() != 0) {
            throw new IllegalStateException("No archive of classes:\n" + output);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> content = Files.walk(folder)) {
                content.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
