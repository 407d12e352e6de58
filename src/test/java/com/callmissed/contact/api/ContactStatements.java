package com.callmissed.contact.api;

import java.util.List;
import java.util.UUID;

import com.callmissed.http.Cursor;

/** The statements of the package, for tests of their plans. */
public final class ContactStatements {
    private ContactStatements() {}

    public static final int MOST_FOUND = ContactStore.MOST_FOUND;

    /** @param words null for all contacts; as are the other filters */
    public static String list(UUID tenantId, String words, String externalId, Cursor after, List<Object> parameters) {
        ContactFilter filter = new ContactFilter(words, externalId, after, 50);
        return filter.isSearch()
                ? ContactStore.searchStatement(tenantId, filter, parameters)
                : ContactStore.listStatement(tenantId, filter, parameters);
    }
}
