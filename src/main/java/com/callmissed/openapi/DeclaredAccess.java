package com.callmissed.openapi;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

/** Reads from the annotations of resource methods what the document does not contain. */
final class DeclaredAccess {
    private static final String WS_RS = "jakarta.ws.rs.";
    private static final String PERMISSIONS_ALLOWED = "io.quarkus.security.PermissionsAllowed";

    /** @param permission empty for an operation that needs no login */
    record Declared(String methodName, Optional<String> permission) {}

    private final Map<String, Declared> operations = new HashMap<>();

    DeclaredAccess(IndexView index) {
        for (HttpMethod verb : HttpMethod.values()) {
            for (AnnotationInstance annotation : index.getAnnotations(WS_RS + verb)) {
                if (annotation.target().kind() == AnnotationTarget.Kind.METHOD) {
                    MethodInfo method = annotation.target().asMethod();
                    operations.put(key(verb, path(method)), new Declared(method.name(), permission(method)));
                }
            }
        }
    }

    Declared of(HttpMethod verb, String path) {
        return operations.get(key(verb, path));
    }

    private static String key(HttpMethod verb, String path) {
        return verb + " " + path;
    }

    private static String path(MethodInfo method) {
        return segment(method.declaringClass().declaredAnnotation(WS_RS + "Path"))
                + segment(method.annotation(WS_RS + "Path"));
    }

    private static String segment(AnnotationInstance path) {
        if (path == null) {
            return "";
        }
        String value = path.value().asString();
        return value.startsWith("/") ? value : "/" + value;
    }

    /** Returns the permission of the method, or that of its class when the method has none. */
    private static Optional<String> permission(MethodInfo method) {
        ClassInfo owner = method.declaringClass();
        return Optional.ofNullable(method.annotation(PERMISSIONS_ALLOWED))
                .or(() -> Optional.ofNullable(owner.declaredAnnotation(PERMISSIONS_ALLOWED)))
                .map(annotation -> List.of(annotation.value().asStringArray()).get(0));
    }
}
