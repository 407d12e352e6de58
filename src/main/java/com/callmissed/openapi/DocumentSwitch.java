package com.callmissed.openapi;

import jakarta.enterprise.event.Observes;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

import com.callmissed.config.CallMissedConfig;
import com.callmissed.config.CallMissedConfig.Mode;

/** Hides the API document and its pages unless {@code CALLMISSED_DOCS} or the local mode shows them. */
class DocumentSwitch {
    private static final String PAGES = "/docs";
    private static final String DOCUMENT = "/q/openapi";
    /** Before the body is read. */
    private static final int AFTER_THE_REQUEST_LINE = 9_850;

    private final boolean shown;

    DocumentSwitch(CallMissedConfig config) {
        this.shown = config.docs().orElse(config.mode() == Mode.LOCAL);
    }

    void register(@Observes Filters filters) {
        if (!shown) {
            filters.register(DocumentSwitch::hide, AFTER_THE_REQUEST_LINE);
        }
    }

    private static void hide(RoutingContext context) {
        String path = context.normalizedPath();
        if (path.startsWith(DOCUMENT) || path.equals(PAGES) || path.startsWith(PAGES + "/")) {
            context.fail(404);
        } else {
            context.next();
        }
    }
}
