/**
 * Where facts become durable: a journal of numbered, hash-chained entries, the snapshots that
 * shorten a restart, and the file that takes a stop when the journal cannot. An entry is bytes
 * here; what it means is known to the loop alone.
 */
@NullMarked
package dev.firebreak.server.journal;

import org.jspecify.annotations.NullMarked;
