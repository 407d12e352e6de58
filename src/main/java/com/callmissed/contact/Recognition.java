package com.callmissed.contact;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * What the addresses of one person say about the contacts that have them.
 *
 * @param contactId the oldest contact that has any of the addresses; null if none has
 * @param missing addresses that no contact has
 * @param moved numbers that have another owner now, and go over to {@code contactId}
 * @param doubles other contacts that are the same person
 */
record Recognition(UUID contactId, List<CustomerAddress> missing, List<CustomerAddress> moved, List<UUID> doubles) {

    /**
     * The contact that has an address.
     *
     * @param otherUser whether the contact has another user id in the portfolio of the one that is named
     */
    record Owner(UUID contactId, Instant since, boolean otherUser) {}

    /** @param owners by address; without those that no contact has */
    static Recognition of(List<CustomerAddress> named, Map<CustomerAddress, Owner> owners) {
        List<Owner> users = named.stream()
                .filter(address -> !address.isNumber())
                .map(owners::get)
                .filter(Objects::nonNull)
                .toList();
        List<CustomerAddress> missing = new ArrayList<>();
        List<CustomerAddress> moved = new ArrayList<>();
        List<Owner> same = new ArrayList<>();
        for (CustomerAddress address : named) {
            Owner owner = owners.get(address);
            if (owner == null) {
                missing.add(address);
            } else if (address.isNumber() && hasMoved(owner, users)) {
                moved.add(address);
            } else {
                same.add(owner);
            }
        }
        List<UUID> contacts = contacts(same);
        return new Recognition(
                contacts.isEmpty() ? null : contacts.get(0),
                missing,
                moved,
                contacts.isEmpty() ? List.of() : contacts.subList(1, contacts.size()));
    }

    /** The contacts of the owners, the oldest one first. */
    static List<UUID> contacts(Collection<Owner> owners) {
        return owners.stream()
                .sorted(Comparator.comparing(Owner::since).thenComparing(Owner::contactId))
                .map(Owner::contactId)
                .distinct()
                .toList();
    }

    /** Returns the one contact that has the addresses; null if there are several, or if it has another user id. */
    static UUID onlyOwner(Map<CustomerAddress, Owner> owners) {
        List<UUID> contacts = contacts(owners.values());
        return contacts.size() == 1 && owners.values().stream().noneMatch(Owner::otherUser) ? contacts.get(0) : null;
    }

    /** The contact of the number has another user id, and the user id that is named with it has another contact. */
    private static boolean hasMoved(Owner ofNumber, List<Owner> users) {
        return ofNumber.otherUser()
                && users.stream().anyMatch(user -> !user.contactId().equals(ofNumber.contactId()));
    }
}
