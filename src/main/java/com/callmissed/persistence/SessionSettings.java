package com.callmissed.persistence;

import java.time.Duration;

/**
 * The statement that sets the limits of a session. It runs after the login, because a pooler such as PgBouncer refuses
 * these settings in the startup message.
 */
final class SessionSettings {
    private SessionSettings() {}

    static String statement(DatabaseConfig config) {
        return set("lock_timeout", config.lockTimeout())
                + set("statement_timeout", config.statementTimeout())
                + set("idle_in_transaction_session_timeout", config.idleInTransactionTimeout());
    }

    private static String set(String name, Duration value) {
        return "SET " + name + " = " + value.toMillis() + ";";
    }
}
