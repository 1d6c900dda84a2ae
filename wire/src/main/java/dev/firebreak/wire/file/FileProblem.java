package dev.firebreak.wire.file;

import java.io.Serializable;

/**
 * One mistake in a file that a person wrote.
 *
 * @param file the file's name as the person gave it
 * @param line from 1
 * @param column from 1
 * @param path the key, for example {@code budget.fleet}; empty = the document as a whole
 * @param expected what should be there
 * @param found what is there
 * @param todo what to write instead
 */
public record FileProblem(
        String file, int line, int column, String path, String expected, String found, String todo)
        implements Serializable {
    @Override
    public String toString() {
        return "%s:%d: %sexpected %s, found %s: %s"
                .formatted(file, line, path.isEmpty() ? "" : path + ": ", expected, found, todo);
    }
}
