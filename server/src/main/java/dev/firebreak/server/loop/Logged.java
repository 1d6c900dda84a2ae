package dev.firebreak.server.loop;

import dev.firebreak.wire.log.Entry;

/**
 * One durable entry, told after everybody may know of it.
 *
 * @param seq its number in the log, from 1
 */
public record Logged(long seq, Entry entry) {}
