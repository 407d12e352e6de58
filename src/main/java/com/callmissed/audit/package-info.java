/**
 * The audit log: who has changed what, apart from the events of conversations (contract section 13).
 *
 * <p>Invariants: an entry is written in the transaction of the change that it describes. Entries are only added. They
 * name rows by their ids and contain no words of customers and no secrets.
 */
package com.callmissed.audit;
