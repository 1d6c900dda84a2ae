/** What is kept beside the log: artifacts, devices, tokens. */
@NullMarked
package dev.firebreak.server.store;

import org.jspecify.annotations.NullMarked;
