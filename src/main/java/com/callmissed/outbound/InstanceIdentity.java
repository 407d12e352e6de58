package com.callmissed.outbound;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import com.callmissed.persistence.SqlExecutor;

/**
 * Says which instance of the service this process belongs to: what the setting says, else what the database server says
 * about itself. A dump takes neither of them along. A standby that takes over has the identity of its primary.
 */
@ApplicationScoped
public class InstanceIdentity {
    private static final Logger LOG = Logger.getLogger(InstanceIdentity.class);

    /** Every role may call the function by default (PostgreSQL manual, section 9.28.12). */
    private static final String READABLE = "SELECT has_function_privilege('pg_control_system()', 'EXECUTE')";

    private static final String SERVER = "SELECT system_identifier::text FROM pg_control_system()";
    private static final String DATABASE = "SELECT oid::text FROM pg_database WHERE datname = current_database()";

    private final OutboundConfig config;

    public InstanceIdentity(OutboundConfig config) {
        this.config = config;
    }

    /** Returns the identity, which is not secret. */
    public Uni<String> read(SqlExecutor connection) {
        return config.instance()
                .map(name -> Uni.createFrom().item("instance " + name))
                .orElseGet(() -> ofDatabase(connection));
    }

    private static Uni<String> ofDatabase(SqlExecutor connection) {
        return connection
                .execute(READABLE)
                .chain(readable -> readable.get(0).getBoolean(0) ? text(connection, SERVER) : unreadable())
                .chain(server -> text(connection, DATABASE).map(database -> "database " + database + " of " + server));
    }

    private static Uni<String> unreadable() {
        LOG.warn("This role may not call pg_control_system(), so not every copy of the database is recognised:"
                + " set CALLMISSED_OUTBOUND_INSTANCE");
        return Uni.createFrom().item("an unknown server");
    }

    private static Uni<String> text(SqlExecutor connection, String sql) {
        return connection.execute(sql).map(rows -> rows.get(0).getString(0));
    }
}
