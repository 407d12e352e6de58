package com.callmissed.local;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

import com.callmissed.answer.SavedAnswerRequest;
import com.callmissed.answer.SavedAnswers;
import com.callmissed.apikey.ApiKeyResponse;
import com.callmissed.apikey.ApiKeys;
import com.callmissed.apikey.CreateKeyRequest;
import com.callmissed.bot.BotChannels;
import com.callmissed.bot.BotResponse;
import com.callmissed.bot.BotType;
import com.callmissed.bot.Bots;
import com.callmissed.bot.ChannelRequest;
import com.callmissed.bot.CreateBotRequest;
import com.callmissed.config.CallMissedConfig;
import com.callmissed.config.DemoData;
import com.callmissed.config.StartupException;
import com.callmissed.crypto.LocalSecrets;
import com.callmissed.events.UnitOfWork;
import com.callmissed.persistence.JsonDocument;
import com.callmissed.platform.OwnContext;
import com.callmissed.security.Scope;
import com.callmissed.security.apikey.Environment;

/**
 * Creates the demo tenant: a shop with a WhatsApp bot and a voice bot, each connected to a number and with saved
 * answers, conversations of both, and an API key. All of it is one transaction.
 */
@ApplicationScoped
class DemoTenant implements DemoData {
    private static final String CREATED_BY = "demo";
    private static final JsonDocument GREETING =
            JsonDocument.of(Map.of("greeting", "Trailhead Outfitters, hello! How can I help you?"));

    private static final List<SavedAnswerRequest> SHOP_ANSWERS = List.of(
            new SavedAnswerRequest(
                    "Colors of the Ridge 40",
                    "Yes, it comes in black, olive and sand. Shall we put one aside for you?",
                    List.of("Does the Ridge 40 come in another color?", "Which colors does the Ridge 40 have?"),
                    true),
            new SavedAnswerRequest(
                    "Opening hours on Sunday",
                    "On Sunday we are open from 10 to 16.",
                    List.of("When do you open on Sunday?", "Are you open on Sunday?", "Sunday opening hours"),
                    true),
            new SavedAnswerRequest(
                    "Return without the box",
                    "You can return boots within 30 days, also without the box.",
                    List.of("Can I return boots without the box?"),
                    false));

    private static final List<SavedAnswerRequest> PHONE_ANSWERS = List.of(new SavedAnswerRequest(
            "Snow shoes",
            "Yes, for twelve dollars a day. You can book them on our page.",
            List.of("Do you rent snow shoes?", "Rent snowshoes"),
            true));

    private final UnitOfWork unitOfWork;
    private final Pool pool;
    private final Bots bots;
    private final BotChannels channels;
    private final SavedAnswers answers;
    private final DemoThreads threads;
    private final ApiKeys keys;
    private final LocalSecrets secrets;

    DemoTenant(
            UnitOfWork unitOfWork,
            Pool pool,
            Bots bots,
            BotChannels channels,
            SavedAnswers answers,
            DemoThreads threads,
            ApiKeys keys,
            CallMissedConfig config) {
        this.unitOfWork = unitOfWork;
        this.pool = pool;
        this.bots = bots;
        this.channels = channels;
        this.answers = answers;
        this.threads = threads;
        this.keys = keys;
        this.secrets = new LocalSecrets(config.dataDir());
    }

    @Override
    public Optional<String> create() {
        ChannelRequest whatsApp = whatsApp();
        ChannelRequest twilio = twilio();
        try {
            return OwnContext.await(() -> exists().chain(exists ->
                    exists ? Uni.createFrom().item(Optional.<String>empty()) : make(whatsApp, twilio)));
        } catch (Throwable failure) {
            throw new StartupException("The demo tenant could not be made: " + failure, failure);
        }
    }

    /** The secrets stay in the data directory, where the README reads them to sign a payload. */
    private ChannelRequest whatsApp() {
        return new ChannelRequest(
                "106540352242922",
                "sandbox",
                secrets.demoSecret("demo-app-secret"),
                secrets.demoSecret("demo-verify-token"),
                null,
                null,
                null);
    }

    private ChannelRequest twilio() {
        return new ChannelRequest(
                null,
                null,
                null,
                null,
                "AC00000000000000000000000000000001",
                secrets.demoSecret("demo-auth-token"),
                "+14155550123");
    }

    /** Deleted bots leave a row, so a demo tenant that was emptied stays empty. */
    private Uni<Boolean> exists() {
        return pool.preparedQuery("SELECT EXISTS (SELECT FROM bot WHERE tenant_id = $1)")
                .execute(Tuple.of(TENANT))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private Uni<Optional<String>> make(ChannelRequest whatsApp, ChannelRequest twilio) {
        return unitOfWork.perform(events -> shop(whatsApp)
                .chain(() -> frontDesk(twilio))
                .chain(() -> keys.create(
                        TENANT,
                        CREATED_BY,
                        new CreateKeyRequest("Demo key", Set.of(Scope.ALL), null, null, Environment.TEST)))
                .map(ApiKeyResponse::key)
                .map(Optional::of));
    }

    private Uni<Void> shop(ChannelRequest whatsApp) {
        return bot("Trailhead Outfitters", BotType.WHATSAPP, "You are the friendly assistant of an outdoor shop.", null)
                .chain(bot -> channels.connect(TENANT, bot, whatsApp)
                        .chain(() -> save(bot, SHOP_ANSWERS))
                        .chain(() -> threads.whatsApp(bot)));
    }

    private Uni<Void> frontDesk(ChannelRequest twilio) {
        return bot("Trailhead front desk", BotType.INBOUND_CALL, "You answer the phone of an outdoor shop.", GREETING)
                .chain(bot -> channels.connect(TENANT, bot, twilio)
                        .chain(() -> save(bot, PHONE_ANSWERS))
                        .chain(() -> threads.voice(bot)));
    }

    private Uni<Void> save(UUID bot, List<SavedAnswerRequest> saved) {
        return Multi.createFrom()
                .iterable(saved)
                .onItem()
                .transformToUniAndConcatenate(answer -> answers.create(TENANT, bot, answer))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<UUID> bot(String name, BotType type, String prompt, JsonDocument config) {
        return bots.create(TENANT, new CreateBotRequest(name, type, prompt, config))
                .map(BotResponse::id);
    }
}
