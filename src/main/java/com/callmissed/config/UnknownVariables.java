package com.callmissed.config;

import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappingLoader;

/** Finds environment variables that look like settings of the service and are none, such as misspelt names. */
public final class UnknownVariables {
    private static final String OURS = "CALLMISSED_";

    private UnknownVariables() {}

    /**
     * @param mappings every {@link ConfigMapping} of the service
     * @param variables names of environment variables
     * @return the names that begin with {@code CALLMISSED_} and belong to no mapping, sorted
     */
    public static List<String> among(List<Class<?>> mappings, Collection<String> variables) {
        List<Pattern> known = new ArrayList<>();
        for (Class<?> mapping : mappings) {
            String prefix = mapping.getAnnotation(ConfigMapping.class).prefix();
            names(mapping).forEach(name -> known.add(variable(name.isEmpty() ? prefix : prefix + "." + name)));
        }
        return variables.stream()
                .filter(variable -> variable.startsWith(OURS)
                        && known.stream()
                                .noneMatch(name -> name.matcher(variable).matches()))
                .sorted()
                .collect(Collectors.toList());
    }

    /** Names of properties without the prefix. */
    @SuppressWarnings("unchecked")
    private static Set<String> names(Class<?> mapping) {
        MethodHandle properties = ConfigMappingLoader.ensureLoaded(mapping).getProperties();
        try {
            return ((Map<String, String>) properties.invoke()).keySet();
        } catch (Throwable e) {
            throw new IllegalStateException("The names of " + mapping + " cannot be read", e);
        }
    }

    /** An element of a list has the index behind the name: {@code CALLMISSED_SOCKET_ORIGINS_0_}. */
    private static Pattern variable(String property) {
        return Pattern.compile(property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT) + "(_\\d+_)?");
    }
}
