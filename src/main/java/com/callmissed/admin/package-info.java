/**
 * The operator's desk: commands that list and repair with the database alone, while the service runs or is down.
 *
 * <p>Invariants: a command changes nothing without {@code --yes}. A change and its audit entries are one transaction.
 * Lists contain no words and no numbers of customers. A rule of another package is applied through its own statement.
 * Statements here may cover all tenants. A new group of commands is one class and one line in {@link
 * com.callmissed.admin.Admin}.
 */
package com.callmissed.admin;
