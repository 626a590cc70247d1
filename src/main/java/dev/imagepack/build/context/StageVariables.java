package dev.imagepack.build.context;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.KeyValue;
import dev.imagepack.dockerfile.Location;

/** The variables of one stage, as its lines of ARG and ENV set them. */
public final class StageVariables {

    private final Scope scope;
    private final Scope global;
    private final Map<String, String> buildArgs;

    /**
     * @param scope what the stage begins with; changed here
     * @param global what ARG without a value takes over
     * @param buildArgs win over the defaults of ARG
     */
    public StageVariables(Scope scope, Scope global, Map<String, String> buildArgs) {
        this.scope = scope;
        this.global = global;
        this.buildArgs = buildArgs;
    }

    /** What is set now. */
    public Scope scope() {
        return scope;
    }

    /** ARG of one name: the value that it has from now on; empty when nobody gives it one. */
    public Optional<String> declare(Instruction.Arg.Declaration declared, Location at) {
        Optional<String> value = Optional.ofNullable(buildArgs.get(declared.name()))
                .or(() -> declared.value().map(word -> scope.expand(word, at)))
                .or(() -> global.get(declared.name()));
        value.ifPresent(text -> scope.set(declared.name(), text));
        return value;
    }

    /** ENV: the pairs, expanded. */
    public List<KeyValue> assign(Instruction.Env env) {
        List<KeyValue> pairs = expand(env.pairs(), env.location());
        pairs.forEach(pair -> scope.set(pair.key(), pair.value()));
        return pairs;
    }

    /** All values see the variables as they are before the line. */
    public List<KeyValue> expand(List<KeyValue> pairs, Location at) {
        return pairs.stream()
                .map(pair -> new KeyValue(scope.expand(pair.key(), at), scope.expand(pair.value(), at), pair.legacy()))
                .toList();
    }

    /** Takes in any instruction; those that set no variable do nothing. */
    void read(Instruction instruction) {
        if (instruction instanceof Instruction.Arg arg) {
            arg.declarations().forEach(declared -> declare(declared, arg.location()));
        } else if (instruction instanceof Instruction.Env env) {
            assign(env);
        }
    }
}
