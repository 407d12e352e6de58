package com.callmissed.admin;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.mutiny.sqlclient.Row;

import com.callmissed.admin.DatabaseCommands.Finding;
import com.callmissed.bot.ChannelCredentials;
import com.callmissed.bot.SealedCredentials;
import com.callmissed.bot.StoredChannel;
import com.callmissed.crypto.ApiKeyHash;
import com.callmissed.crypto.KeyedHash;
import com.callmissed.crypto.SecretBox;
import com.callmissed.crypto.Secrets;
import com.callmissed.crypto.StoredHash;
import com.callmissed.idempotency.AnswerPlace;
import com.callmissed.persistence.Columns;
import com.callmissed.security.apikey.KeyPeppers;

/** Whether everything that is encrypted or hashed in the database fits the secrets of the environment. Shows none. */
final class SecretCheck {
    private static final int BATCH = 1_000;
    private static final UUID NONE = new UUID(0, 0);

    private static final String CHANNELS = StoredChannel.after("($4::uuid IS NULL OR ch.tenant_id = $4)", BATCH);

    private static final String RESPONSES = """
            SELECT i.answer, i.tenant_id, i.key FROM idempotency i
            WHERE ($1::uuid IS NULL OR i.tenant_id = $1) AND (i.tenant_id, i.key) > ($2, $3) AND i.answer IS NOT NULL
            ORDER BY i.tenant_id, i.key
            LIMIT %d
            """.formatted(BATCH);

    private static final String MOVED_KEYS = """
            SELECT k.inner_keys, k.pepper_id, k.tenant_id, k.id FROM api_key k
            WHERE ($1::uuid IS NULL OR k.tenant_id = $1) AND (k.tenant_id, k.id) > ($2, $3)
                AND k.inner_keys IS NOT NULL AND %s
            ORDER BY k.tenant_id, k.id
            LIMIT %d
            """.formatted(KeyPeppers.USABLE, BATCH);

    private static final String PEPPERS = """
            SELECT encode(k.pepper_id, 'hex') AS pepper, count(*) AS keys FROM api_key k
            WHERE ($1::uuid IS NULL OR k.tenant_id = $1) AND %s
            GROUP BY k.pepper_id
            ORDER BY k.pepper_id
            """.formatted(KeyPeppers.USABLE);

    private final Desk desk;
    private final UUID only;
    private final SecretBox box;
    private final SealedCredentials credentials;
    private final ApiKeyHash keys;

    /** @param only a tenant; null for all */
    SecretCheck(Desk desk, Secrets secrets, UUID only) {
        this.desk = desk;
        this.only = only;
        this.box = new SecretBox(secrets);
        this.credentials = new SealedCredentials(box, new KeyedHash(secrets), new ObjectMapper());
        this.keys = new ApiKeyHash(secrets);
    }

    List<Finding> run() {
        List<Finding> findings = new ArrayList<>(channels());
        findings.add(responses());
        findings.add(keys());
        return findings;
    }

    private List<Finding> channels() {
        List<String> unreadable = new ArrayList<>();
        List<String> otherTokens = new ArrayList<>();
        long channels = 0;
        long tokens = 0;
        List<StoredChannel> page = page(NONE, NONE, "");
        while (!page.isEmpty()) {
            for (StoredChannel stored : page) {
                ChannelCredentials opened = open(stored);
                channels++;
                if (opened == null) {
                    unreadable.add(name(stored));
                } else if (stored.verifyTokenHash() != null) {
                    tokens++;
                    if (!credentials.isHashOf(opened, stored.verifyTokenHash())) {
                        otherTokens.add(name(stored));
                    }
                }
            }
            StoredChannel last = page.get(page.size() - 1);
            page = page(last.channel().tenantId(), last.channel().botId(), last.provider());
        }
        return List.of(
                new Finding("credentials", channels, unreadable, null),
                new Finding("verify tokens", tokens, otherTokens, null));
    }

    private List<StoredChannel> page(UUID tenantId, UUID botId, String provider) {
        return desk.read(CHANNELS, tenantId, botId, provider, only).stream()
                .map(StoredChannel::read)
                .toList();
    }

    /** Returns null for credentials that cannot be read. */
    private ChannelCredentials open(StoredChannel stored) {
        try {
            return credentials.open(stored.knownProvider(), stored.channel());
        } catch (IllegalArgumentException unreadable) {
            return null;
        }
    }

    private static String name(StoredChannel stored) {
        return "tenant " + stored.channel().tenantId() + ", bot "
                + stored.channel().botId() + ", " + stored.provider();
    }

    private Finding responses() {
        List<String> wrong = new ArrayList<>();
        long checked = 0;
        List<Row> rows = desk.read(RESPONSES, only, NONE, "");
        while (!rows.isEmpty()) {
            UUID tenant = NONE;
            String key = "";
            for (Row row : rows) {
                tenant = row.getUUID("tenant_id");
                key = row.getString("key");
                checked++;
                try {
                    box.open(Columns.bytes(row, 0), AnswerPlace.of(tenant, key));
                } catch (IllegalArgumentException unreadable) {
                    wrong.add("a response of tenant " + tenant);
                }
            }
            rows = desk.read(RESPONSES, only, tenant, key);
        }
        return new Finding("responses", checked, wrong, null);
    }

    /** The service does not have the keys, so it is checked that their pepper is there. */
    private Finding keys() {
        List<String> wrong = new ArrayList<>();
        long checked = 0;
        long unnamed = 0;
        for (Map<String, Object> row : desk.list(PEPPERS, only)) {
            String pepper = (String) row.get("pepper");
            long count = ((Number) row.get("keys")).longValue();
            checked += count;
            if (pepper == null) {
                unnamed = count;
            } else if (!keys.isConfigured(HexFormat.of().parseHex(pepper))) {
                wrong.add(count + " keys of a pepper that is not configured");
            }
        }
        wrong.addAll(unreadableKeys());
        return new Finding(
                "api keys", checked, wrong, unnamed == 0 ? null : unnamed + " keys do not name their pepper yet");
    }

    private List<String> unreadableKeys() {
        List<String> wrong = new ArrayList<>();
        List<Row> rows = desk.read(MOVED_KEYS, only, NONE, NONE);
        while (!rows.isEmpty()) {
            UUID tenant = NONE;
            UUID id = NONE;
            for (Row row : rows) {
                tenant = row.getUUID("tenant_id");
                id = row.getUUID("id");
                byte[] pepper = Columns.bytes(row, 1);
                if (keys.isConfigured(pepper)
                        && !keys.opens(new StoredHash(null, pepper, Columns.bytes(row, 0)), tenant, id)) {
                    wrong.add("key " + id + " of tenant " + tenant);
                }
            }
            rows = desk.read(MOVED_KEYS, only, tenant, id);
        }
        return wrong;
    }
}
