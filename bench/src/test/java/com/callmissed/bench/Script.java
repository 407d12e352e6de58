package com.callmissed.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** A transaction for pgbench: what the service does in the database for one request. */
interface Script {
    /** The name of the files that belong to the script. */
    String name();

    /** The text in pgbench's language. */
    String text();

    /** The constant variables of the script. */
    Map<String, String> variables();

    /** Settings of the connections, each as {@code name=value}. */
    default List<String> settings() {
        return List.of();
    }

    /**
     * Executes the script once.
     *
     * @throws WrongResult if it does not read or change the expected rows
     */
    void check(Connection connection) throws SQLException;
}
