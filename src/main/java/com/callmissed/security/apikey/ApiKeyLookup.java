package com.callmissed.security.apikey;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import org.jboss.logging.Logger;

import com.callmissed.http.ApiException;
import com.callmissed.persistence.Columns;
import com.callmissed.security.Caller;
import com.callmissed.security.ExpiringCache;
import com.callmissed.security.KeyedHash;

/**
 * Finds the row of a key. What it finds, and that it finds nothing, is remembered for two seconds under the key's hash: so
 * long may a key that another replica revoked still be accepted here.
 */
@ApplicationScoped
public class ApiKeyLookup {
    private static final Logger LOG = Logger.getLogger(ApiKeyLookup.class);
    private static final Duration MEMORY = Duration.ofSeconds(2);
    private static final int MAX_REMEMBERED = 10_000;
    static final String FIND = "SELECT secret_hash, scopes, rate_limit_rpm, expires_at, revoked_at IS NOT NULL"
            + " FROM api_key WHERE tenant_id = $1 AND id = $2";

    private final Pool pool;
    private final KeyedHash hash;
    private final InstantSource clock;
    private final ExpiringCache<ByteBuffer, Optional<StoredKey>> remembered;
    private final LastUse lastUse;

    @Inject
    ApiKeyLookup(Pool pool, KeyedHash hash) {
        this(pool, hash, InstantSource.system());
    }

    ApiKeyLookup(Pool pool, KeyedHash hash, InstantSource clock) {
        this.pool = pool;
        this.hash = hash;
        this.clock = clock;
        this.remembered = new ExpiringCache<>(MAX_REMEMBERED, clock);
        this.lastUse = new LastUse(pool, clock);
    }

    /**
     * The stored key whose text {@code key} is, if it may be used now; null otherwise. Notes the use. Fails with 503 {@code
     * not_ready} when the database is away.
     */
    Uni<StoredKey> findUsable(PlainKey key) {
        byte[] secretHash = hash.of(key.text());
        ByteBuffer place = ByteBuffer.wrap(secretHash);
        Optional<StoredKey> known = remembered.get(place);
        Uni<Optional<StoredKey>> found = known != null
                ? Uni.createFrom().item(known)
                : read(key.tenantId(), key.id())
                        .map(row -> row.filter(stored -> stored.hasHash(secretHash)))
                        .invoke(row ->
                                remembered.put(place, row, clock.instant().plus(MEMORY)));
        return found.map(stored ->
                        stored.filter(row -> row.isUsable(clock.instant())).orElse(null))
                .onItem()
                .ifNotNull()
                .invoke(stored -> lastUse.note(stored.tenantId(), stored.id()))
                .onFailure()
                .transform(ApiKeyLookup::notReady);
    }

    /** True while the key of {@code caller} is neither revoked, expired nor rotated; always asks the database. */
    public Uni<Boolean> isCurrent(Caller caller) {
        return read(caller.tenantId(), UUID.fromString(caller.id())).map(row -> row.filter(key ->
                        key.isUsable(clock.instant()) && key.secretVersion().equals(caller.secretVersion()))
                .isPresent());
    }

    /** Makes a change of the key with this hash count in this process at once. */
    void forget(byte[] secretHash) {
        remembered.remove(ByteBuffer.wrap(secretHash));
    }

    private Uni<Optional<StoredKey>> read(UUID tenantId, UUID id) {
        return pool.preparedQuery(FIND).execute(Tuple.of(tenantId, id)).map(rows -> first(rows, tenantId, id));
    }

    private static Optional<StoredKey> first(RowSet<Row> rows, UUID tenantId, UUID id) {
        for (Row row : rows) {
            return Optional.of(new StoredKey(
                    tenantId,
                    id,
                    row.getBuffer(0).getBytes(),
                    row.getArrayOfStrings(1),
                    row.getInteger(2),
                    Columns.instant(row, 3),
                    row.getBoolean(4)));
        }
        return Optional.empty();
    }

    private static Throwable notReady(Throwable failure) {
        LOG.warnf("An API key cannot be looked up: %s", failure.getMessage());
        return ApiException.notReady("The service is not ready, try again soon");
    }
}
