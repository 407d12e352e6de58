package com.callmissed.inbound;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

import com.callmissed.persistence.Columns;

/**
 * Chooses the secrets that are tried on a body. A provider signs a body with one secret, however many accounts it
 * names, so equal secrets are tried once, and trials end with the first success.
 */
public final class SecretTrials {
    private SecretTrials() {}

    /** An account of a bot at a provider, whose secret may verify a signature. */
    public interface Candidate {
        UUID tenantId();

        UUID botId();

        /** Returns null if the stored credentials cannot be decrypted. */
        String secret();

        default boolean isReadable() {
            return secret() != null;
        }
    }

    /**
     * Accounts whose credentials are still encrypted.
     *
     * @param count number of accounts
     * @param opened decrypts them, which is too slow for an event loop when there are many
     */
    public record Sealed<A extends Candidate>(int count, Supplier<List<A>> opened) {
        /** @param account decrypts a row */
        public static <A extends Candidate> Sealed<A> of(RowSet<Row> rows, Function<Row, A> account) {
            return new Sealed<>(rows.size(), () -> Columns.list(rows, account));
        }

        public static <A extends Candidate> Sealed<A> none() {
            return new Sealed<>(0, List::of);
        }
    }

    /**
     * Returns the accounts whose secret verifies the signature; empty when no secret that may be tried does. The
     * tenants take turns, so that one of them cannot push the secrets of the others out by many accounts of its own.
     *
     * @param candidates accounts that cannot be read are skipped
     * @param verifies whether a secret verifies the signature
     * @param most secrets to try
     */
    public static <A extends Candidate> List<A> verified(List<A> candidates, Predicate<String> verifies, long most) {
        Optional<String> secret =
                inTurns(candidates).stream().limit(most).filter(verifies).findFirst();
        return secret.isEmpty()
                ? List.of()
                : candidates.stream()
                        .filter(account -> secret.get().equals(account.secret()))
                        .toList();
    }

    /**
     * The distinct secrets: the first one of each tenant, then the second one of each, and so on. Older bots come
     * first, so that new accounts do not push theirs out.
     */
    private static Collection<String> inTurns(List<? extends Candidate> candidates) {
        Map<UUID, Set<String>> byTenant = new LinkedHashMap<>();
        candidates.stream()
                .filter(Candidate::isReadable)
                .sorted(Comparator.comparing(account -> account.botId().toString()))
                .forEach(account -> byTenant.computeIfAbsent(account.tenantId(), tenant -> new LinkedHashSet<>())
                        .add(account.secret()));
        List<List<String>> tenants =
                byTenant.values().stream().<List<String>>map(ArrayList::new).toList();
        int turns = tenants.stream().mapToInt(List::size).max().orElse(0);
        Set<String> secrets = new LinkedHashSet<>();
        for (int turn = 0; turn < turns; turn++) {
            for (List<String> tenant : tenants) {
                if (turn < tenant.size()) {
                    secrets.add(tenant.get(turn));
                }
            }
        }
        return secrets;
    }
}
