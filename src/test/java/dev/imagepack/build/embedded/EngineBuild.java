package dev.imagepack.build.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.imagepack.build.context.FileTree;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.LayersRecipe;
import dev.imagepack.maven.ProjectImages;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Platform;
import dev.imagepack.testing.BuildKit;
import dev.imagepack.testing.Tool;

/**
 * Has an engine build the images of a module: its bases out of layouts are loaded, further contexts become images, and the
 * Dockerfile names all of them as the engine knows them. Images that others stand on are built by the engine first.
 */
final class EngineBuild {

    private static final Pattern NAME = Pattern.compile("(?m)(^FROM(?: +--platform=\\S+)* +|--from=)(\\S+)");
    private static final Pattern STAGE = Pattern.compile("(?m)^FROM .*\\s[Aa][Ss]\\s+(\\S+)");
    private static final Pattern SYMBOLIC =
            Pattern.compile("(?m)^COPY --chmod=([a-z]\\S*) (--from=\\S+ )?(\\S+)( .*)$");

    private final BuildKit buildKit;
    private final Set<RandomDockerfile.Feature> features;
    private final Path scratch;
    private final String name;
    private final ProjectImages module;
    private final Map<ImageSpec, BuildKit.Image> images = new HashMap<>();
    private final Map<String, String> bases = new HashMap<>();
    private final Set<DiffId> foreign = new HashSet<>();

    /**
     * @param scratch an existing directory
     * @param name of the module, a part of the names of its images
     */
    EngineBuild(
            BuildKit buildKit,
            Set<RandomDockerfile.Feature> features,
            Path scratch,
            String name,
            ProjectImages module) {
        this.buildKit = buildKit;
        this.features = features;
        this.scratch = scratch;
        this.name = name.replace('/', '.');
        this.module = module;
    }

    /** What comes out; the same for a second call. */
    BuildKit.Image image(ImageSpec spec, Map<ImageSpec, FileTree> ours)
            throws IOException, InterruptedException, BuildKit.Refusal {
        BuildKit.Image known = images.get(spec);
        if (known == null) {
            known = build(spec, ours);
            images.put(spec, known);
        }
        return known;
    }

    private BuildKit.Image build(ImageSpec spec, Map<ImageSpec, FileTree> ours)
            throws IOException, InterruptedException, BuildKit.Refusal {
        Path home = Files.createDirectory(scratch.resolve(tag(spec)));
        // BuildKit takes contexts of one name for states of one context, and then asks for what changed only.
        Path context = home.resolve("context-of-" + tag(spec));
        Path file = home.resolve("Dockerfile");
        List<String> options = new ArrayList<>(List.of("--file", file.toString(), "--platform", "" + spec.platform()));
        spec.labels().forEach((key, value) -> options.addAll(List.of("--label", key + "=" + value)));
        if (spec.recipe() instanceof DockerfileRecipe recipe) {
            copy(recipe.context(), context);
            Files.writeString(file, forThisEngine(renamed(text(recipe), recipe, spec, ours), context));
            copyIgnoreFile(recipe, home);
            recipe.target().ifPresent(target -> options.addAll(List.of("--target", target)));
            recipe.buildArgs().forEach((key, value) -> options.addAll(List.of("--build-arg", key + "=" + value)));
        } else {
            LayersRecipe recipe = (LayersRecipe) spec.recipe();
            Files.createDirectory(context);
            String from = base(recipe.from(), spec.platform(), ours);
            Files.writeString(file, new DeclaredDockerfile(recipe, ours.get(spec), context).write(from));
        }
        return buildKit.build(tag(spec), options, context);
    }

    private String tag(ImageSpec spec) {
        return name + "." + spec.alias() + "." + spec.platform().toString().replace('/', '-');
    }

    private static String text(DockerfileRecipe recipe) throws IOException {
        return recipe.source() instanceof DockerfileRecipe.InFile file
                ? Files.readString(file.path())
                : ((DockerfileRecipe.Inline) recipe.source()).text();
    }

    private static void copyIgnoreFile(DockerfileRecipe recipe, Path home) throws IOException {
        if (recipe.source() instanceof DockerfileRecipe.InFile file) {
            Path ignore = Path.of(file.path() + ".dockerignore");
            if (Files.exists(ignore)) {
                Files.copy(ignore, home.resolve("Dockerfile.dockerignore"));
            }
        }
    }

    private String renamed(String text, DockerfileRecipe recipe, ImageSpec spec, Map<ImageSpec, FileTree> ours)
            throws IOException, InterruptedException, BuildKit.Refusal {
        Set<String> stages = new TreeSet<>();
        STAGE.matcher(text).results().forEach(stage -> stages.add(stage.group(1)));
        StringBuilder renamed = new StringBuilder();
        int end = 0;
        for (MatchResult match : NAME.matcher(text).results().toList()) {
            renamed.append(text, end, match.start(2));
            Platform platform = match.group(1).contains("$BUILDPLATFORM") ? Platform.LINUX_AMD64 : spec.platform();
            Optional<BaseImage> base =
                    stages.contains(match.group(2)) ? Optional.empty() : base(match.group(2), recipe, spec);
            renamed.append(base.isEmpty() ? match.group(2) : base(base.get(), platform, ours));
            end = match.end();
        }
        return renamed.append(text.substring(end)).toString();
    }

    private Optional<BaseImage> base(String word, DockerfileRecipe recipe, ImageSpec spec) {
        if (recipe.contexts().containsKey(word)) {
            return Optional.of(recipe.contexts().get(word));
        }
        return module.images().stream()
                .map(ImageSpec::alias)
                .filter(alias -> alias.value().equals(word) && !alias.equals(spec.alias()))
                .findFirst()
                .map(BaseImage.Sibling::new);
    }

    private String base(BaseImage base, Platform platform, Map<ImageSpec, FileTree> ours)
            throws IOException, InterruptedException, BuildKit.Refusal {
        if (base instanceof BaseImage.Scratch) {
            return "scratch";
        }
        if (base instanceof BaseImage.Sibling sibling) {
            ImageSpec spec = sibling(sibling.alias(), platform);
            image(spec, ours);
            return buildKit.name(tag(spec));
        }
        String known = bases.get(base + " " + platform);
        if (known == null) {
            String tag = name + ".base-" + bases.size();
            if (base instanceof BaseImage.Saved saved) {
                Path archive = scratch.resolve(tag + ".tar");
                foreign.addAll(EngineArchive.write(saved, platform, buildKit.name(tag), archive));
                buildKit.load(archive);
            } else {
                Path file = Files.writeString(scratch.resolve(tag + ".Dockerfile"), "FROM scratch\nCOPY . /\n");
                Path context = scratch.resolve("context-of-" + tag);
                copy(((BaseImage.Directory) base).path(), context);
                buildKit.build(tag, List.of("--file", file.toString()), context);
            }
            known = buildKit.name(tag);
            bases.put(base + " " + platform, known);
        }
        return known;
    }

    private ImageSpec sibling(Alias alias, Platform platform) {
        return module.images().stream()
                .filter(spec -> spec.alias().equals(alias) && spec.platform().equals(platform))
                .findFirst()
                .orElseThrow();
    }

    /** The layers of bases out of layouts. */
    Set<DiffId> foreignLayers() {
        return foreign;
    }

    /** Docker 20.10 reads octal modes only. GNU's chmod gives the files in the context the modes beforehand. */
    private String forThisEngine(String text, Path context) throws IOException, InterruptedException {
        if (features.contains(RandomDockerfile.Feature.SYMBOLIC_CHMOD)) {
            return text;
        }
        Matcher copies = SYMBOLIC.matcher(text);
        for (MatchResult copy : copies.results().toList()) {
            Path files = copy.group(2) == null ? context.resolve(copy.group(3)) : context;
            Tool.CHMOD.run("-R", copy.group(1), files.toString());
        }
        return copies.reset().replaceAll("COPY $2$3$4");
    }

    /** Copies a directory, modes too, without what packaging made. */
    private void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes facts) throws IOException {
                if (module.outputs().contains(directory)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                copy(directory);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) throws IOException {
                if (!module.outputs().contains(file)) {
                    copy(file);
                }
                return FileVisitResult.CONTINUE;
            }

            private void copy(Path path) throws IOException {
                Path target = to.resolve(from.relativize(path).toString());
                Files.copy(path, target, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
            }
        });
    }
}
