package dev.firebreak.cli.command;

import dev.firebreak.cli.Exit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The exit codes of a verb beyond those that every verb has; its help lists them. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Exits {
    /** Which; a verb that names {@link Exit#DONE} too asks no server, and names all of its own. */
    Exit[] value();
}
