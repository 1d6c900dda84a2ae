package dev.firebreak.house;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** That a reader who follows a link arrives, and that the first page leads to all others. */
final class PagesTest {
    private static final Path FIRST_PAGE = Sources.ROOT.resolve("README.md");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("^[a-z]+:.*");

    @Test
    void everyLinkLeadsSomewhere() {
        var broken =
                Sources.endingWith(".md").stream()
                        .flatMap(
                                page ->
                                        links(page)
                                                .filter(target -> !Files.exists(target))
                                                .map(
                                                        target ->
                                                                Sources.name(page)
                                                                        + " -> "
                                                                        + Sources.name(target)))
                        .toList();
        assertThat(broken).as("links to files that are not there").isEmpty();
    }

    @Test
    void theFirstPageLeadsToEveryPageOfTheDocumentation() {
        var led = links(FIRST_PAGE).toList();
        var lost = documentation().stream().filter(page -> !led.contains(page)).toList();
        assertThat(lost).as("pages below docs/ that README.md does not list").isEmpty();
    }

    /** The pages that people come to read; the records of decisions are listed by their folder. */
    private static List<Path> documentation() {
        var docs = Sources.ROOT.resolve("docs");
        return Sources.endingWith(".md").stream()
                .filter(page -> page.startsWith(docs) && !page.startsWith(docs.resolve("adr")))
                .toList();
    }

    /** What the page links to in this repository, as absolute paths. */
    private static Stream<Path> links(Path page) {
        return LINK.matcher(Sources.read(page))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !ELSEWHERE.matcher(link).matches())
                .map(link -> page.resolveSibling(link).normalize());
    }
}
