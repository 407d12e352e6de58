/**
 * The parts that only the local mode has: a PostgreSQL that starts with the service, and the demo tenant in it.
 *
 * <p>Invariants: no other package names this one (it is found through {@link com.callmissed.config.LocalDatabase} and
 * CDI), because the profiles {@code image} and {@code native} leave its sources out; the server listens only on the
 * loopback interface, requires a password, and is as durable as any PostgreSQL.
 */
package com.callmissed.local;
