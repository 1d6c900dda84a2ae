package dev.firebreak.wire.cel;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** An expression that CEL works out, within limits that hold whatever the facts are. */
final class CelExpression implements Expression {
    private static final int DEEPEST = 32;
    private static final int MOST_ROUNDS = 1000;
    private static final int LARGEST_PATTERN = 1000;
    private static final String INDEX = "_[_]";

    /** Made only when the first expression needs it: it takes longer than all the rest to start. */
    private static final class Engines {
        private static final CelOptions LIMITS =
                CelOptions.current()
                        .enableHeterogeneousNumericComparisons(true)
                        .maxExpressionCodePointSize(LONGEST)
                        .maxParseRecursionDepth(DEEPEST)
                        .comprehensionMaxIterations(MOST_ROUNDS)
                        .maxRegexProgramSize(LARGEST_PATTERN)
                        .build();

        private static final Cel RULE = engine(Vocabulary.RULE, SimpleType.STRING);
        private static final Cel SELECTOR = engine(Vocabulary.SELECTOR, SimpleType.DYN);

        private static Cel engine(Vocabulary vocabulary, CelType values) {
            var builder =
                    CelFactory.plannerCelBuilder()
                            .setOptions(LIMITS)
                            .setStandardMacros(CelStandardMacro.STANDARD_MACROS);
            for (var root : vocabulary.roots()) {
                builder.addVar(root, MapType.create(SimpleType.STRING, values));
            }
            return builder.build();
        }
    }

    private final CelRuntime.Program program;
    private final Reads reads;
    private final LongAdder faults = new LongAdder();

    private CelExpression(CelRuntime.Program program, Reads reads) {
        this.program = program;
        this.reads = reads;
    }

    static Expression compile(String text, Vocabulary vocabulary, Kind kind) {
        var engine =
                switch (vocabulary) {
                    case RULE -> Engines.RULE;
                    case SELECTOR -> Engines.SELECTOR;
                };
        try {
            var tree = engine.compile(text).getAst();
            var wanted =
                    switch (kind) {
                        case TRUTH -> SimpleType.BOOL;
                        case TEXT -> SimpleType.STRING;
                    };
            if (!tree.getResultType().equals(wanted)
                    && !tree.getResultType().equals(SimpleType.DYN)) {
                throw new ConditionFault(
                        "it comes to %s, not to %s"
                                .formatted(tree.getResultType().name(), wanted.name()),
                        text);
            }
            return new CelExpression(engine.createProgram(tree), reads(tree, vocabulary, text));
        } catch (CelValidationException e) {
            throw new ConditionFault(
                    e.getErrors().stream()
                            .map(CelIssue::getMessage)
                            .map(message -> message.lines().findFirst().orElse("it is no CEL"))
                            .distinct()
                            .limit(2)
                            .collect(Collectors.joining("; ")),
                    text);
        } catch (CelEvaluationException e) {
            throw new ConditionFault("it cannot be run: " + e.getErrorCode(), text);
        }
    }

    private static Reads reads(CelAbstractSyntaxTree tree, Vocabulary vocabulary, String text) {
        Set<String> attributes = new TreeSet<>();
        Set<String> reported = new TreeSet<>();
        boolean everything = false;
        for (var node : CelNavigableAst.fromAst(tree).getRoot().allNodes().toList()) {
            if (node.getKind() != ExprKind.Kind.IDENT
                    || !vocabulary.roots().contains(node.expr().ident().name())) {
                continue;
            }
            var root = node.expr().ident().name();
            var key = key(node);
            switch (vocabulary) {
                case RULE -> {
                    key.ifPresent((root.equals("reported") ? reported : attributes)::add);
                    everything = everything || key.isEmpty();
                }
                case SELECTOR -> known(key, vocabulary, text);
            }
        }
        return new Reads(attributes, reported, everything);
    }

    private static void known(Optional<String> key, Vocabulary vocabulary, String text) {
        if (key.isEmpty() || !vocabulary.fields().contains(key.get())) {
            throw new ConditionFault(
                    "'device' has only " + String.join(", ", new TreeSet<>(vocabulary.fields())),
                    text);
        }
    }

    /** The key that the expression takes out of the map {@code node}, if it is one known key. */
    private static Optional<String> key(CelNavigableExpr node) {
        return node.parent().map(CelNavigableExpr::expr).flatMap(CelExpression::taken);
    }

    private static Optional<String> taken(CelExpr parent) {
        if (parent.getKind() == ExprKind.Kind.SELECT) {
            return Optional.of(parent.select().field());
        }
        if (parent.getKind() != ExprKind.Kind.CALL || !parent.call().function().equals(INDEX)) {
            return Optional.empty();
        }
        return Optional.of(parent.call().args().getLast())
                .filter(key -> key.getKind() == ExprKind.Kind.CONSTANT)
                .map(CelExpr::constant)
                .filter(key -> key.getKind() == CelConstant.Kind.STRING_VALUE)
                .map(CelConstant::stringValue);
    }

    @Override
    public Optional<Object> value(Map<String, ?> facts) {
        try {
            return Optional.of(program.eval(facts));
        } catch (CelEvaluationException e) {
            // A key that a device does not have is everyday life; anything else is the rule's
            // fault.
            if (e.getErrorCode() != CelErrorCode.ATTRIBUTE_NOT_FOUND) {
                faults.increment();
            }
            return Optional.empty();
        }
    }

    @Override
    public Reads reads() {
        return reads;
    }

    @Override
    public long faults() {
        return faults.sum();
    }
}
