package com.callmissed.admin;

import java.util.List;

/** Commands about one kind of thing. */
interface CommandGroup {
    /** The first argument of each command. */
    String name();

    List<Command> commands();
}
