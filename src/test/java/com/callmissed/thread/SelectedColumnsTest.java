package com.callmissed.thread;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.callmissed.persistence.SelectList;
import com.callmissed.testing.Database;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The database returns the columns of a select list under the names, and in the order, by which the list reads them.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class SelectedColumnsTest {
    static Stream<SelectList> lists() {
        return Stream.of(
                ConversationRow.LIST,
                MessageRow.WITH_CONVERSATION,
                SelectList.of(MessageRow.TYPE, SendConditions.TYPE, ConversationRow.TYPE));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void areReadByTheirNames(SelectList list) throws SQLException {
        String sql = "SELECT " + list.sql()
                + " FROM conversation c JOIN message m ON m.tenant_id = c.tenant_id AND m.conversation_id = c.id";
        try (Connection connection = Database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                names.add(rows.getMetaData().getColumnLabel(i));
            }
            assertThat(names).isEqualTo(list.names());
        }
    }
}
