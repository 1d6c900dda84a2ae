package dev.firebreak.wire.file;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firebreak.core.plan.PlanOverride;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages about files say what the readers do: each example, each key, each default. */
final class DocumentsTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final String STRANGE = "aKeyThatNobodyEverKnew";
    private static final String PLAN =
            "plan: a\nrelease: b@1\nwaves: [{name: low, tier: LOW, regions: all}]\n";

    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");
    private static final Pattern FILE = Pattern.compile("# (plan|fleet|policy|customer)[^\n]*\n");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|(.*)\\|$");
    private static final Pattern KNOWN = Pattern.compile("known here are ([\\w, ]+)");
    private static final Pattern LINK =
            Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(#[^)\\s]*)?\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** Where keys can stand, and a document with a strange key there. */
    private static final Map<String, String> PLACES_OF_A_PLAN =
            Map.of(
                    "", PLAN + STRANGE + ": 1\n",
                    "waves[].", PLAN.replace("regions: all", STRANGE + ": 1"),
                    "budget.", PLAN + "budget: {" + STRANGE + ": 1}\n",
                    "budget.fleet.", PLAN + "budget: {fleet: {" + STRANGE + ": 1}}\n",
                    "budget.tier.", PLAN + "budget: {tier: {" + STRANGE + ": 1}}\n",
                    "health.", PLAN + "health: {" + STRANGE + ": 1}\n",
                    "windows[].", PLAN + "windows: [{" + STRANGE + ": 1}]\n",
                    "oversight.", PLAN + "oversight: {" + STRANGE + ": 1}\n");

    private static final Map<String, String> PLACES_OF_A_FLEET =
            Map.of(
                    "", STRANGE + ": 1\n",
                    "tier[].", "tier: [{" + STRANGE + ": 1}]\n",
                    "presence[].", "presence: [{" + STRANGE + ": 1}]\n",
                    "polling.", "polling: {" + STRANGE + ": 1}\n",
                    "clients[].", "clients: [{" + STRANGE + ": 1}]\n",
                    "ceiling.", "ceiling: {" + STRANGE + ": 1}\n",
                    "ceiling.tier.", "ceiling: {tier: {" + STRANGE + ": 1}}\n");

    private static final Map<String, String> PLACES_OF_A_POLICY =
            Map.of("", STRANGE + ": 1\n", "require[].", "require: [{" + STRANGE + ": 1}]\n");

    private static final Map<String, String> PLACES_OF_A_CUSTOMER = Map.of("", STRANGE + ": 1\n");

    /** Reads a document of one kind. */
    private interface Reading {
        void read(String name, byte[] bytes) throws FileProblems;
    }

    @Test
    void everyExampleCanBeRead() throws IOException, FileProblems {
        int examples = 0;
        for (var page : pages()) {
            var text = Files.readString(page);
            var matcher = EXAMPLE.matcher(text);
            while (matcher.find()) {
                examples++;
                var name = page.getFileName() + ", example " + examples;
                var first = FILE.matcher(matcher.group(1));
                assertThat(first.lookingAt())
                        .as("%s begins with the name of a file, like '# plan.yaml'", name)
                        .isTrue();
                reading(first.group(1)).read(name, matcher.group(1).getBytes(UTF_8));
            }
        }
        assertThat(examples).as("examples found").isGreaterThan(5);
    }

    @Test
    void everyKeyOfAPlanIsDescribedAndNoOther() throws IOException {
        assertThat(described(Files.readString(DOCS.resolve("plan-reference.md"))))
                .isEqualTo(known(PLACES_OF_A_PLAN, reading("plan")));
    }

    @Test
    void everyKeyOfTheFleetsFilesIsDescribedAndNoOther() throws IOException {
        var page = Files.readString(DOCS.resolve("fleet-reference.md"));
        assertThat(described(chapter(page, "fleet.yaml")))
                .isEqualTo(known(PLACES_OF_A_FLEET, reading("fleet")));
        assertThat(described(chapter(page, "policy.yaml")))
                .isEqualTo(known(PLACES_OF_A_POLICY, reading("policy")));
        assertThat(described(chapter(page, "customer.yaml")))
                .isEqualTo(known(PLACES_OF_A_CUSTOMER, reading("customer")));
    }

    /** A default that is told as one piece of code, written out, changes nothing. */
    @Test
    void everyDefaultOfAPlanIsAsTold() throws IOException, FileProblems {
        var page = Files.readString(DOCS.resolve("plan-reference.md"));
        int compared = 0;
        var row = ROW.matcher(page);
        while (row.find()) {
            var written = CODE.matcher(row.group(2).split("\\|", -1)[1].strip());
            if (!written.matches()) {
                continue;
            }
            compared++;
            var path = row.group(1);
            var less = with(path, "");
            var more =
                    with(path, path.substring(path.lastIndexOf('.') + 1) + ": " + written.group(1));
            assertThat(PlanFile.parse("told", more.getBytes(UTF_8)))
                    .as("%s left out, and %s", path, more)
                    .isEqualTo(PlanFile.parse("told", less.getBytes(UTF_8)));
        }
        assertThat(compared).as("defaults compared").isGreaterThan(20);
    }

    @Test
    void everyOverrideIsDescribed() throws IOException {
        var page = Files.readString(DOCS.resolve("plan-reference.md"));
        for (var override : PlanOverride.values()) {
            assertThat(page).contains("`" + PlanReader.dashed(override) + "`");
        }
    }

    @Test
    void everyLinkLeadsToAPageAndAChapter() throws IOException {
        var wrong = new ArrayList<String>();
        var pages = new ArrayList<>(pages());
        pages.add(DOCS.resolve("../README.md"));
        pages.add(DOCS.resolve("../CONTRIBUTING.md"));
        for (var page : pages) {
            var link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                if (!leads(page, link.group(1), Optional.ofNullable(link.group(2)).orElse(""))) {
                    wrong.add(page.getFileName() + ": " + link.group());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /**
     * Whether there is a file {@code name} beside {@code page}, with a title for {@code anchor}.
     */
    private static boolean leads(Path page, String name, String anchor) throws IOException {
        var target = name.isEmpty() ? page : page.resolveSibling(name);
        return Files.exists(target)
                && (anchor.isEmpty()
                        || Files.readString(target)
                                .lines()
                                .filter(line -> line.startsWith("#"))
                                .anyMatch(line -> anchor(line).equals(anchor.substring(1))));
    }

    /** The name of a chapter in a link: lower case, without marks, blanks as dashes. */
    private static String anchor(String title) {
        return title.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9 _-]", "")
                .replace(' ', '-');
    }

    /** The smallest plan, with {@code setting} where {@code path} says. */
    private static String with(String path, String setting) {
        if (path.startsWith("waves[].")) {
            return PLAN.replace("regions: all", setting);
        }
        if (path.startsWith("windows[].")) {
            var comma = setting.isEmpty() ? "" : ", " + setting;
            return PLAN + "windows: [{from: \"06:00\", to: \"07:00\"" + comma + "}]\n";
        }
        var places = path.split("\\.", -1);
        var inner = setting;
        for (int i = places.length - 2; i >= 0 && !setting.isEmpty(); i--) {
            inner = places[i] + ": {" + inner + "}";
        }
        return PLAN + inner + "\n";
    }

    private static Set<String> described(String page) {
        var keys = new TreeSet<String>();
        var row = ROW.matcher(page);
        while (row.find()) {
            assertThat(keys.add(row.group(1))).as("%s is told once", row.group(1)).isTrue();
        }
        return keys;
    }

    /** What the reader says that it knows, when it finds a key that it does not know. */
    private static Set<String> known(Map<String, String> places, Reading reading) {
        var keys = new TreeSet<String>();
        new TreeMap<>(places)
                .forEach(
                        (place, document) ->
                                knownAt(document, reading).forEach(key -> keys.add(place + key)));
        return keys;
    }

    private static List<String> knownAt(String document, Reading reading) {
        try {
            reading.read("strange.yaml", document.getBytes(UTF_8));
        } catch (FileProblems problems) {
            var told = KNOWN.matcher(String.valueOf(problems.getMessage()));
            var keys = new ArrayList<String>();
            while (told.find()) {
                keys.addAll(List.of(told.group(1).split(", ")));
            }
            assertThat(keys).as("known keys told for %s", document).isNotEmpty();
            return keys;
        }
        throw new AssertionError("expected a complaint about " + document);
    }

    private static Reading reading(String kind) {
        return switch (kind) {
            case "plan" -> PlanFile::parse;
            case "fleet" -> FleetFile::parse;
            case "policy" -> PolicyFile::parse;
            case "customer" -> CustomerFile::parse;
            default -> throw new AssertionError("expected a kind of file, found " + kind);
        };
    }

    private static String chapter(String page, String title) {
        int from = page.indexOf("\n## " + title);
        assertThat(from).as("a chapter %s", title).isPositive();
        int to = page.indexOf("\n## ", from + 1);
        return to < 0 ? page.substring(from) : page.substring(from, to);
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(DOCS)) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
        }
    }
}
