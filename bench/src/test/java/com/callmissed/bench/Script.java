package com.callmissed.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** A transaction as pgbench executes it: what the service does in the database for one request. */
interface Script {
    /** Names the files that belong to it. */
    String name();

    /** In pgbench's language. */
    String text();

    /** Values of the script's variables that stay the same. */
    Map<String, String> variables();

    /**
     * Executes it once.
     *
     * @throws WrongResult when it does not read or change the rows that it has to
     */
    void check(Connection connection) throws SQLException;
}
