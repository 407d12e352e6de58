package com.callmissed.admin;

import java.util.List;

/** Commands about one kind of thing. */
interface CommandGroup {
    /** The first argument of each command. */
    String name();

    List<Command> commands();

    /** The configuration that the commands read, besides that of the connection. */
    default List<Class<?>> mappings() {
        return List.of();
    }
}
