package com.callmissed.realtime.socket;

import jakarta.inject.Singleton;

import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.smallrye.mutiny.Uni;

import com.callmissed.events.EventLog;
import com.callmissed.platform.NetworkConnection;
import com.callmissed.security.Caller;

/**
 * Keeps the parts of the handshake that the open socket needs. It permits every upgrade; {@link UpgradeGuard} decides.
 */
@Singleton
class Handshake implements HttpUpgradeCheck {
    /** Attribute of the identity: where the events of the socket begin. */
    static final String START_ATTRIBUTE = "callmissed.socket.start";

    static final TypedKey<EventLog.Start> START = new TypedKey<>("start");
    static final TypedKey<Caller> CALLER = new TypedKey<>("caller");
    /** The network connection below the socket. */
    static final TypedKey<NetworkConnection> CONNECTION = new TypedKey<>("connection");

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        return context.securityIdentity().map(identity -> {
            context.userData().put(CALLER, Caller.of(identity));
            context.userData().put(START, identity.getAttribute(START_ATTRIBUTE));
            context.userData().put(CONNECTION, NetworkConnection.of(context.httpRequest()));
            return CheckResult.permitUpgradeSync();
        });
    }

    @Override
    public boolean appliesTo(String endpointId) {
        return endpointId.equals(SocketEndpoint.class.getName());
    }
}
