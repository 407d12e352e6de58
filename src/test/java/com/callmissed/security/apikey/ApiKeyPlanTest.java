package com.callmissed.security.apikey;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.callmissed.testing.Database;
import com.callmissed.testing.PostgresResource;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ApiKeyPlanTest {
    private static final UUID TENANT = UUID.randomUUID();

    @BeforeAll
    static void makeMany() {
        Database.update("""
                INSERT INTO api_key (tenant_id, id, name, secret_hash, prefix, last_four, scopes, created_by,
                    created_at, updated_at)
                SELECT ?, gen_random_uuid(), 'k', sha256(n::text::bytea), 'cm_live_', 'last', '{}', 'test', now(), now()
                FROM generate_series(1, 20000) n
                """, TENANT);
        Database.update("ANALYZE api_key");
    }

    @Test
    void findsAKeyAmongManyByItsPrimaryKey() throws SQLException {
        assertThat(genericPlan(ApiKeyLookup.FIND, "uuid, uuid", "'" + TENANT + "', '" + UUID.randomUUID() + "'"))
                .containsExactly(
                        "Index Scan using api_key_pk on api_key k", "Index Cond: ((tenant_id = $1) AND (id = $2))");
    }

    @Test
    void findsManyKeysEachByItsPrimaryKey() throws SQLException {
        assertThat(genericPlan(ApiKeyLookup.FIND_MANY, "uuid[], uuid[]", "'{" + TENANT + "}', '{" + TENANT + "}'"))
                .containsExactly(
                        "Nested Loop",
                        "->  Function Scan on asked",
                        "->  Index Scan using api_key_pk on api_key k",
                        "Index Cond: ((tenant_id = asked.tenant_id) AND (id = asked.id))");
    }

    /** The final plan of a prepared statement. */
    private static List<String> genericPlan(String query, String types, String values) throws SQLException {
        try (Connection connection = Database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET plan_cache_mode = force_generic_plan");
            statement.execute("PREPARE look_up (" + types + ") AS " + query);
            List<String> plan = new ArrayList<>();
            ResultSet lines = statement.executeQuery("EXPLAIN (COSTS OFF) EXECUTE look_up (" + values + ")");
            while (lines.next()) {
                plan.add(lines.getString(1).strip());
            }
            return plan;
        }
    }
}
