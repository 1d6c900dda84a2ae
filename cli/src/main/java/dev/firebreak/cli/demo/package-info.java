/**
 * The demonstration: a real server, a fleet that speaks real HTTP, one good and one bad release.
 */
@NullMarked
package dev.firebreak.cli.demo;

import org.jspecify.annotations.NullMarked;
