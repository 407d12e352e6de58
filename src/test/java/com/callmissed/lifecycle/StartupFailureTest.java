package com.callmissed.lifecycle;

import java.net.BindException;
import java.net.ConnectException;
import java.sql.SQLException;

import io.quarkus.runtime.QuarkusBindException;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StartupFailureTest {
    @Test
    void saysWhichPortIsInUse() {
        Exception bind = new QuarkusBindException("0.0.0.0", 8080, new BindException("Address already in use"));
        assertThat(StartupFailure.reason(new RuntimeException("Failed to start", bind)))
                .isEqualTo("Port 8080 is in use: stop the other process, or set QUARKUS_HTTP_PORT or"
                        + " QUARKUS_MANAGEMENT_PORT");
    }

    @Test
    void saysOnOneLineWhyTheDatabaseCannotBeUsed() {
        SQLException refused = new SQLException("Connection to db:5432\nrefused.", new ConnectException("refused"));
        assertThat(StartupFailure.reason(new FlywayException("Unable to obtain connection\n---", refused)))
                .isEqualTo("The database cannot be used: Connection to db:5432 refused.");
        assertThat(StartupFailure.reason(new RuntimeException(new FlywayException("Validate failed:\n  checksum"))))
                .isEqualTo("The database cannot be used: Validate failed: checksum");
    }

    @Test
    void tellsTheWholeStoryOfAFailureOfItsOwn() {
        assertThat(StartupFailure.reason(new IllegalStateException("broken", new RuntimeException("inside"))))
                .contains("broken", "inside", "\tat com.callmissed.lifecycle.StartupFailureTest");
    }
}
