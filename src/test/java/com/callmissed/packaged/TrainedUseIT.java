package com.callmissed.packaged;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import com.callmissed.testing.Database;
import com.callmissed.testing.TestDatabase;
import com.callmissed.testing.TrainedJar;

import static org.assertj.core.api.Assertions.assertThat;

/** The image starts from the archive of a service that was used, other installations perhaps from a smaller one. */
@DisabledIfSystemProperty(
        named = "packaged.native",
        matches = "true",
        disabledReason = "a binary has no classes to load")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script is one for bash")
@Tag("soak")
class TrainedUseIT {
    /** Less than for the image, because these only have to be there. */
    private static final int ROUNDS = 20;

    @Test
    void startsFromTheArchiveOfAServiceThatWasUsed(@TempDir Path folder) throws IOException {
        String database = TestDatabase.create();
        String jar = TrainedJar.makeWith(folder, database, String.valueOf(ROUNDS));
        assertThat(Database.at(database).select("SELECT count(*) >= " + ROUNDS + " FROM message WHERE role = 'user'"))
                .containsExactly("t");
        TrainedStartIT.start(jar);
    }

    @Test
    void startsFromTheArchiveOfAServiceThatHadNoDatabase(@TempDir Path folder) throws IOException {
        TrainedStartIT.start(TrainedJar.makeWith(folder));
    }
}
