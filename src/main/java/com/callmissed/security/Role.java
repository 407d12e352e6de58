package com.callmissed.security;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The role of a person in the dashboard, from the {@code role} claim. */
public enum Role {
    OWNER(true, Scope.every()),
    ADMIN(true, Scope.every()),
    AGENT(
            false,
            EnumSet.of(
                    Scope.CONVERSATIONS_READ,
                    Scope.CONVERSATIONS_WRITE,
                    Scope.BOTS_READ,
                    Scope.CONTACTS_READ,
                    Scope.CONTACTS_WRITE));

    private final boolean managesKeys;
    private final Set<Scope> scopes;

    Role(boolean managesKeys, Set<Scope> scopes) {
        this.managesKeys = managesKeys;
        this.scopes = Set.copyOf(scopes);
    }

    public boolean managesKeys() {
        return managesKeys;
    }

    public Set<Scope> scopes() {
        return scopes;
    }

    public static Optional<Role> of(String claim) {
        for (Role role : values()) {
            if (role.name().toLowerCase(Locale.ROOT).equals(claim)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
