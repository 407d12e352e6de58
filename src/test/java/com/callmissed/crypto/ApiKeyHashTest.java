package com.callmissed.crypto;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ApiKeyHashTest {
    private static final UUID TENANT = UUID.randomUUID();
    private static final UUID ID = UUID.randomUUID();
    private static final String KEY = "cm_live_a key of this test";

    private final ApiKeyHash first = new ApiKeyHash(pepper(1), null);
    private final ApiKeyHash next = new ApiKeyHash(pepper(1), pepper(2));
    private final ApiKeyHash switched = new ApiKeyHash(pepper(2), pepper(1));
    private final ApiKeyHash second = new ApiKeyHash(pepper(2), null);

    /** Every API key in a database would stop working. */
    @Test
    void hashesNeverChange() {
        byte[] pepper = "a pepper that is only used in tests".getBytes(StandardCharsets.UTF_8);
        assertThat(new ApiKeyHash(new Pepper(pepper), null).of(KEY).hash())
                .isEqualTo(Hmac.of("HmacSHA256", pepper, KEY.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void recognisesBothPeppersAndWritesTheCurrentOne() {
        for (ApiKeyHash both : new ApiKeyHash[] {next, switched}) {
            assertThat(isOf(both, first.of(KEY))).isTrue();
            assertThat(isOf(both, second.of(KEY))).isTrue();
            assertThat(both.isOf(first.of(KEY), TENANT, ID, KEY + "x")).isFalse();
        }
        assertThat(isOf(first, second.of(KEY))).isFalse();
        assertThat(isOf(second, first.of(KEY))).isFalse();
        assertThat(next.of(KEY)).usingRecursiveComparison().isEqualTo(first.of(KEY));
        assertThat(switched.of(KEY)).usingRecursiveComparison().isEqualTo(second.of(KEY));
    }

    @Test
    void saysWhatIsOutdatedAndWhatNeedsThePreviousPepper() {
        assertThat(ApiKeyHash.isOutdated(first.of(KEY), switched.of(KEY))).isTrue();
        assertThat(switched.needsPrevious(first.of(KEY))).isTrue();
        assertThat(ApiKeyHash.isOutdated(second.of(KEY), switched.of(KEY))).isFalse();
        assertThat(switched.needsPrevious(second.of(KEY))).isFalse();
        StoredHash unnamed = new StoredHash(second.of(KEY).hash(), null, null);
        assertThat(ApiKeyHash.isOutdated(unnamed, switched.of(KEY))).isTrue();
        StoredHash misnamed = new StoredHash(first.of(KEY).hash(), second.currentId(), null);
        assertThat(ApiKeyHash.isOutdated(misnamed, switched.of(KEY))).isTrue();
        assertThat(switched.needsPrevious(unnamed)).isFalse();
        assertThat(isOf(switched, unnamed)).isTrue();
    }

    @Test
    void movesAHashWithoutItsKeySoThatThePreviousPepperCanBeForgotten() {
        StoredHash moved = switched.wrap(first.of(KEY), TENANT, ID);
        assertThat(moved.hash()).hasSize(32);
        assertThat(switched.needsPrevious(moved)).isFalse();
        for (ApiKeyHash knowing : new ApiKeyHash[] {next, switched, second}) {
            assertThat(isOf(knowing, moved)).isTrue();
            assertThat(ApiKeyHash.isOutdated(moved, knowing.of(KEY)))
                    .as("a use hashes it again")
                    .isTrue();
            assertThat(knowing.isOf(moved, TENANT, ID, KEY + "x")).isFalse();
        }
        assertThat(isOf(first, moved)).as("the old pepper alone").isFalse();
    }

    /** A person who can write to the database and has the old pepper makes no key. */
    @Test
    void opensInnerKeysOnlyWhereTheyBelong() {
        StoredHash moved = switched.wrap(first.of(KEY), TENANT, ID);
        assertThat(second.isOf(moved, TENANT, UUID.randomUUID(), KEY)).isFalse();
        assertThat(second.isOf(moved, UUID.randomUUID(), ID, KEY)).isFalse();
        byte[] changed = moved.innerKeys().clone();
        changed[changed.length - 1] ^= 1;
        assertThat(isOf(second, new StoredHash(moved.hash(), moved.pepperId(), changed)))
                .isFalse();
        assertThat(isOf(second, new StoredHash(first.of(KEY).hash(), moved.pepperId(), moved.innerKeys())))
                .isFalse();
        assertThat(isOf(second, new StoredHash(moved.hash(), null, moved.innerKeys())))
                .isFalse();
        StoredHash elsewhere = new StoredHash(moved.hash(), moved.pepperId(), changed);
        assertThatThrownBy(() -> new ApiKeyHash(pepper(3), pepper(2)).wrap(elsewhere, TENANT, ID))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void survivesALimitedNumberOfRotationsWithoutUse() {
        StoredHash stored = first.of(KEY);
        for (int rotation = 1; rotation <= ApiKeyHash.MOST_INNER_KEYS; rotation++) {
            stored = new ApiKeyHash(pepper(rotation + 1), pepper(rotation)).wrap(stored, TENANT, ID);
            ApiKeyHash after = new ApiKeyHash(pepper(rotation + 1), null);
            assertThat(isOf(after, stored)).isTrue();
            assertThat(isOf(new ApiKeyHash(pepper(rotation), null), stored)).isFalse();
            assertThat(after.isOf(stored, TENANT, ID, KEY + "x")).isFalse();
        }
        assertThat(new ApiKeyHash(pepper(10), pepper(9)).wrap(stored, TENANT, ID))
                .isNull();
    }

    /** The earlier version replaces the hash alone. */
    @Test
    void recognisesAKeyThatAnEarlierVersionHasRotated() {
        StoredHash moved = switched.wrap(first.of(KEY), TENANT, ID);
        String rotated = KEY + " after its rotation";
        StoredHash stored = new StoredHash(second.of(rotated).hash(), moved.pepperId(), moved.innerKeys());
        for (ApiKeyHash knowing : new ApiKeyHash[] {next, switched, second}) {
            assertThat(knowing.isOf(stored, TENANT, ID, rotated)).isTrue();
            assertThat(knowing.isOf(stored, TENANT, ID, KEY)).isFalse();
        }
        assertThat(ApiKeyHash.isOutdated(stored, second.of(rotated)))
                .as("a use forgets the inner keys")
                .isTrue();
    }

    /** HMAC hashes a long key before it uses it, and the inner keys must not grow with it. */
    @Test
    void keepsALongPepperShort() {
        ApiKeyHash before = new ApiKeyHash(new Pepper("p".repeat(1_000).getBytes(StandardCharsets.UTF_8)), null);
        ApiKeyHash during =
                new ApiKeyHash(pepper(2), new Pepper("p".repeat(1_000).getBytes(StandardCharsets.UTF_8)));
        StoredHash moved = during.wrap(before.of(KEY), TENANT, ID);
        assertThat(isOf(second, moved)).isTrue();
        assertThat(moved.innerKeys()).hasSizeLessThan(100);
    }

    private static boolean isOf(ApiKeyHash hash, StoredHash stored) {
        return hash.isOf(stored, TENANT, ID, KEY);
    }

    private static Pepper pepper(int number) {
        return new Pepper(("pepper number " + number + " of this test class").getBytes(StandardCharsets.UTF_8));
    }
}
