package dev.firebreak.cli.command;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

import java.io.InputStream;

/** A bar for work that takes long, on a terminal only; elsewhere the work goes on without one. */
final class Progress {
    private static final long KILO = 1000;

    private Progress() {}

    /** {@code bytes} with a bar that grows as they are read. */
    static InputStream of(Session session, InputStream bytes, String what, long size) {
        if (!session.live()) {
            return bytes;
        }
        var bar =
                new ProgressBarBuilder()
                        .setTaskName(what)
                        .setInitialMax(size)
                        .setUnit(" kB", KILO)
                        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                        .setConsumer(new Line(session));
        return ProgressBar.wrap(bytes, bar);
    }

    /** The line of standard error that the bar is drawn on. */
    private record Line(Session session) implements ProgressBarConsumer {
        @Override
        public int getMaxRenderedLength() {
            return session.width() - 1;
        }

        @Override
        public void accept(String bar) {
            session.terminal().err().print("\r" + bar);
            session.terminal().err().flush();
        }

        @Override
        public void close() {
            session.terminal().err().println();
        }
    }
}
