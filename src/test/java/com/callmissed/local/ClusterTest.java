package com.callmissed.local;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.callmissed.config.Progress;
import com.callmissed.config.StartupException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Tag("component")
class ClusterTest {
    private static final String PASSWORD = "a1b2c3";

    @TempDir
    static Path temp;

    private static Path folder;
    private static Path programs;

    private Cluster cluster;
    private int port;

    @BeforeAll
    static void initialise() throws IOException {
        folder = Files.createDirectories(temp.resolve("with a space")).toRealPath();
        programs = Binaries.unpack(folder, new Progress(System.out));
        new Cluster(folder, programs).initialise(PASSWORD);
    }

    @BeforeEach
    void start() throws IOException {
        cluster = new Cluster(folder, programs);
        startOnFreePort();
    }

    @AfterEach
    void stop() throws IOException {
        cluster.stop();
    }

    @Test
    void commitsDurablyAndListensOnLoopbackAlone() throws SQLException {
        assertThat(setting("fsync")).isEqualTo("on");
        assertThat(setting("synchronous_commit")).isEqualTo("on");
        assertThat(setting("full_page_writes")).isEqualTo("on");
        assertThat(setting("listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(setting("unix_socket_directories")).isEmpty();
    }

    @Test
    void asksForThePassword() {
        assertThatThrownBy(() -> connect("wrong")).hasMessageContaining("password authentication failed");
    }

    @Test
    void isNewEnough() throws SQLException {
        assertThat(Integer.parseInt(setting("server_version_num"))).isGreaterThanOrEqualTo(170000);
    }

    @Test
    void keepsItsDataAcrossARestart() throws IOException, SQLException {
        execute("CREATE TABLE kept_by_restart AS SELECT 42 AS answer");
        cluster.stop();
        assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();
        cluster.initialise("another password changes nothing");
        startOnFreePort();
        assertThat(query("SELECT answer FROM kept_by_restart")).isEqualTo("42");
    }

    @Test
    void stopsTheServerThatAKilledProcessLeftBehind() throws IOException, SQLException {
        execute("CREATE TABLE kept AS SELECT 42 AS answer");
        ProcessHandle server = ProcessHandle.of(pid()).orElseThrow();
        cluster.stopLeftover();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !server.isAlive());
        startOnFreePort();
        assertThat(query("SELECT answer FROM kept")).isEqualTo("42");
    }

    @Test
    void leavesAloneAStrangerThatBearsTheNumberByNow() throws IOException, SQLException {
        cluster.stop();
        Process stranger = new ProcessBuilder("sleep", "60").start();
        Files.write(folder.resolve("data/postmaster.pid"), List.of(Long.toString(stranger.pid()), "data"));
        try {
            cluster.stopLeftover();
            assertThat(stranger.isAlive()).isTrue();
            startOnFreePort();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void passesOnWhyTheServerDoesNotStart() throws IOException {
        cluster.stop();
        Path version = folder.resolve("data/PG_VERSION");
        String written = Files.readString(version);
        Files.writeString(version, "9.6\n");
        try {
            assertThatThrownBy(this::startOnFreePort)
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("FATAL")
                    .hasMessageContaining("incompatible")
                    .hasMessageContaining("server.log");
        } finally {
            Files.writeString(version, written);
        }
        startOnFreePort();
    }

    @Test
    void unpacksTheProgramsOnce() throws IOException {
        Path server = programs.resolve("bin/postgres");
        FileTime mark = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(server, mark);
        assertThat(Binaries.unpack(folder, new Progress(System.out)).resolve("bin/postgres"))
                .isEqualTo(server);
        assertThat(Files.getLastModifiedTime(server)).isEqualTo(mark);
    }

    private void startOnFreePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }
        cluster.start(port);
    }

    private long pid() throws IOException {
        return Long.parseLong(
                Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0));
    }

    private String setting(String name) throws SQLException {
        return query("SHOW " + name);
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = connect(PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect(PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection connect(String password) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", Cluster.USER, password);
    }
}
