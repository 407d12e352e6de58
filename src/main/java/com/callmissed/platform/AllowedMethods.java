package com.callmissed.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import jakarta.ws.rs.HttpMethod;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.Deployment;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.spi.ServerRestHandler;

/**
 * Finds the HTTP methods of a path, which a 405 must list (RFC 9110, section 15.5.6). The platform sends 405 without
 * them, and 404 when two resource classes share the start of a path. So this class reads the platform's routing table.
 *
 * <p>Reason: RESTEasy Reactive has no public API that lists the methods of a path at run time. A {@code
 * NotAllowedException} with {@code Allow}, as JAX-RS section 3.7.2 requires, would replace this class.
 */
public final class AllowedMethods {
    private static volatile Routes routes = new Routes(null, List.of());

    private AllowedMethods() {}

    /** The classes of a deployment, each with a mapper of its own, because a mapper finds only its best match. */
    private record Routes(Deployment deployment, List<RequestMapper<RestInitialHandler.InitialMatch>> classes) {}

    private static List<RequestMapper<RestInitialHandler.InitialMatch>> classes() {
        Deployment current = ResteasyReactiveRecorder.getCurrentDeployment();
        Routes known = routes;
        if (known.deployment() != current) {
            known = new Routes(
                    current,
                    current.getClassMappers().stream()
                            .map(AllowedMethods::single)
                            .toList());
            routes = known;
        }
        return known.classes();
    }

    /** Returns the methods of the path of the current REST request, see {@link #at}. */
    public static Set<String> ofCurrentRequest() {
        return at(CurrentRequestManager.get().getPathWithoutPrefix());
    }

    /** Returns the methods of {@code path}, sorted; empty when no resource matches. */
    public static Set<String> at(String path) {
        Set<String> methods = new TreeSet<>();
        for (var resource : classes()) {
            RequestMapper.RequestMatch<RestInitialHandler.InitialMatch> match = resource.map(path);
            if (match != null) {
                for (ServerRestHandler handler : match.value.handlers) {
                    if (handler instanceof ClassRoutingHandler routing) {
                        collect(routing, match.remaining.isEmpty() ? "/" : match.remaining, methods);
                    }
                }
            }
        }
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        if (!methods.isEmpty()) {
            methods.add(HttpMethod.OPTIONS);
        }
        return methods;
    }

    private static void collect(ClassRoutingHandler routing, String remaining, Set<String> methods) {
        routing.getMappers().forEach((method, mapper) -> {
            if (method != null && mapper.map(remaining) != null) {
                methods.add(method);
            }
        });
    }

    private static <T> RequestMapper<T> single(RequestMapper.RequestPath<T> path) {
        return new RequestMapper<>(new ArrayList<>(List.of(path)));
    }
}
