package com.callmissed.thread;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Database;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;

/** The index that gives a customer one thread covers the channels that have the trait, and no others. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ThreadIndexTest {
    private static final Pattern LITERAL = Pattern.compile("'([^']+)'");

    @Test
    void coversTheChannelsWithASingleThread() throws SQLException {
        try (Connection connection = Database.connect();
                Statement statement = connection.createStatement();
                ResultSet index = statement.executeQuery("SELECT pg_get_expr(indpred, indrelid) FROM pg_index"
                        + " WHERE indexrelid = 'conversation_contact_uq'::regclass AND indisunique")) {
            assertThat(index.next()).isTrue();
            Set<String> covered = LITERAL.matcher(index.getString(1))
                    .results()
                    .map((MatchResult literal) -> literal.group(1))
                    .collect(Collectors.toSet());
            assertThat(covered)
                    .isEqualTo(Stream.of(Channel.values())
                            .filter(Channel::hasSingleThread)
                            .map(Channel::value)
                            .collect(Collectors.toSet()));
        }
    }
}
