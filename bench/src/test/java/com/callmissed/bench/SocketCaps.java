package com.callmissed.bench;

import java.util.Map;

/** Limits that admit all sockets of a scenario in one process and one tenant. */
final class SocketCaps {
    static final Map<String, String> LIFTED = Map.of(
            "CALLMISSED_SOCKET_MAX_PER_TENANT", "20000",
            "CALLMISSED_SOCKET_MAX_PER_REPLICA", "20000");

    private SocketCaps() {}
}
