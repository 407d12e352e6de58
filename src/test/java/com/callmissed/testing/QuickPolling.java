package com.callmissed.testing;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Lets Awaitility check at once and then often. By default each wait takes at least a tenth of a second. */
public final class QuickPolling implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        use();
    }

    /** Applies once for each class loader that has Awaitility: the application's has its own. */
    static void use() {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
    }
}
