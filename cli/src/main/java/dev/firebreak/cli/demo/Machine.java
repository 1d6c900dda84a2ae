package dev.firebreak.cli.demo;

import java.util.Map;

/**
 * One machine of the demonstration's fleet, as the seed drew it.
 *
 * @param id its name
 * @param token its own secret
 * @param attributes what its operator wrote down
 * @param lost whether it is never switched on
 * @param doomed whether the bad release kills it
 * @param silentDeath whether it dies before it can report success
 * @param wakesUp whether its second slot starts it again after it died
 */
record Machine(
        String id,
        String token,
        Map<String, String> attributes,
        boolean lost,
        boolean doomed,
        boolean silentDeath,
        boolean wakesUp) {}
