package dev.firebreak.server.ddi;

import dev.firebreak.core.words.ActionId;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What devices said lately about their actions, for a device that asks for its action's history.
 * Kept in memory and cut short: the log has what mattered, and no outcome rests on this. Safe for
 * several threads.
 */
final class Diary {
    /** The actions that were spoken of last; with the messages of each at most some 50 MB. */
    private static final int MOST_ACTIONS = 1_000;

    /** As many as the protocol lets a device ask for. */
    static final int MOST_MESSAGES = 100;

    private final Map<ActionId, Deque<String>> pages = new LinkedHashMap<>();

    /** The device said {@code lines}, the last one last. */
    synchronized void note(ActionId action, List<String> lines) {
        var page = pages.remove(action);
        page = page == null ? new ArrayDeque<>() : page;
        lines.forEach(page::addFirst);
        while (page.size() > MOST_MESSAGES) {
            page.removeLast();
        }
        pages.put(action, page);
        if (pages.size() > MOST_ACTIONS) {
            pages.remove(pages.keySet().iterator().next());
        }
    }

    /** What was said, newest first, no more than {@code most} lines. */
    synchronized List<String> newest(ActionId action, int most) {
        var page = pages.get(action);
        return page == null ? List.of() : page.stream().limit(most).toList();
    }
}
