package dev.imagepack.maven;

import java.util.function.UnaryOperator;

import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.PluginParameterExpressionEvaluator;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluationException;
import org.codehaus.plexus.component.configurator.expression.ExpressionEvaluator;

import dev.imagepack.ImagepackException;

/**
 * Replaces Maven's expressions in a value, <code>${project.version}</code> for instance, as Maven does it in any parameter:
 * what it does not know stays as it is, and <code>$${x}</code> stands for <code>${x}</code>.
 */
final class Expressions implements UnaryOperator<String> {

    private final ExpressionEvaluator evaluator;

    private Expressions(ExpressionEvaluator evaluator) {
        this.evaluator = evaluator;
    }

    /** Those that one execution of a goal knows. */
    static Expressions of(MavenSession session, MojoExecution execution) {
        return new Expressions(new PluginParameterExpressionEvaluator(session, execution));
    }

    @Override
    public String apply(String text) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        try {
            Object value = evaluator.evaluate(text);
            return value == null ? text : value.toString();
        } catch (ExpressionEvaluationException e) {
            throw new ImagepackException(
                    "'" + text + "' cannot be evaluated: " + e.getMessage(), "Correct the expression in it.", e);
        }
    }
}
