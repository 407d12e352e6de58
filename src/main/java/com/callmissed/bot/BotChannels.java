package com.callmissed.bot;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.events.UnitOfWork;
import com.callmissed.http.WireEnum;
import com.callmissed.http.error.ApiException;
import com.callmissed.persistence.Columns;
import com.callmissed.persistence.Constraints;
import com.callmissed.persistence.Ids;
import com.callmissed.persistence.RowType;
import com.callmissed.persistence.SelectList;

/** The connections of bots to providers. */
@ApplicationScoped
public class BotChannels {
    private static final String ADDRESS_UNIQUE = "bot_channel_address_uq";
    private static final RowType<String> PROVIDER = RowType.of("provider", "ch.provider", Tuple::getString);
    private static final RowType<Instant> UPDATED_AT = RowType.of("updated_at", "ch.updated_at", Columns::instant);
    private static final SelectList LIST = SelectList.of(SealedChannel.TYPE, PROVIDER, UPDATED_AT);
    private static final String OF_BOT = "SELECT " + LIST.sql()
            + " FROM bot_channel ch WHERE ch.tenant_id = $1 AND ch.bot_id = $2 ORDER BY ch.provider DESC";

    private final UnitOfWork unitOfWork;
    private final Pool pool;
    private final SealedCredentials sealed;

    BotChannels(UnitOfWork unitOfWork, Pool pool, SealedCredentials sealed) {
        this.unitOfWork = unitOfWork;
        this.pool = pool;
        this.sealed = sealed;
    }

    /**
     * Stores the credentials and replaces earlier ones of the same provider.
     *
     * @throws ApiException conflict when another bot of the tenant has this address
     */
    public Uni<ChannelResponse> connect(UUID tenantId, UUID botId, ChannelRequest request) {
        ChannelCredentials credentials = request.credentials();
        Instant now = Ids.now();
        return unitOfWork
                .perform(events -> Bots.find(tenantId, botId)
                        .chain(bot -> BotChannel.<BotChannel>findById(
                                new BotChannel.Key(tenantId, botId, credentials.provider())))
                        .chain(known -> known == null
                                ? fresh(tenantId, botId, credentials)
                                : Uni.createFrom().item(known))
                        .chain(channel -> {
                            channel.address = credentials.address();
                            channel.account = credentials.account();
                            channel.credentials = sealed.seal(tenantId, botId, credentials);
                            channel.verifyTokenHash = sealed.verifyTokenHash(credentials);
                            channel.updatedAt = now;
                            return channel.persistAndFlush();
                        }))
                .map(stored -> ChannelResponse.from(credentials, now))
                .onFailure(failure -> Constraints.violates(failure, ADDRESS_UNIQUE))
                .transform(failure -> ApiException.conflict("Another bot is connected to this number"));
    }

    /** Deletes the credentials of all providers. The bot no longer receives or sends; its queued messages fail. */
    Uni<Void> disconnect(UUID tenantId, UUID botId) {
        return unitOfWork.perform(events -> Bots.find(tenantId, botId)
                .chain(bot -> BotChannel.deleteAll(tenantId, botId))
                .replaceWithVoid());
    }

    /** Returns the bot's connections, with masked secrets. */
    Uni<List<ChannelResponse>> list(UUID tenantId, UUID botId) {
        return pool.preparedQuery(OF_BOT)
                .execute(Tuple.of(tenantId, botId))
                .map(rows -> Columns.list(rows, row -> ChannelResponse.from(open(row), LIST.read(UPDATED_AT, row))));
    }

    private static Uni<BotChannel> fresh(UUID tenantId, UUID botId, ChannelCredentials credentials) {
        BotChannel channel = new BotChannel();
        channel.tenantId = tenantId;
        channel.botId = botId;
        channel.provider = credentials.provider();
        return Uni.createFrom().item(channel);
    }

    private ChannelCredentials open(Row row) {
        Provider provider = WireEnum.of(Provider.class, LIST.read(PROVIDER, row));
        return sealed.open(provider, LIST.read(SealedChannel.TYPE, row));
    }
}
