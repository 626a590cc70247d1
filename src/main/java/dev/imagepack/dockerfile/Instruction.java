package dev.imagepack.dockerfile;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One instruction of a stage (or a global ARG), as it was written: words are raw, variables included, until
 * {@link Words} expands them. FROM is no instruction but begins a {@link Stage}.
 *
 * @see <a href="https://docs.docker.com/reference/dockerfile/">Dockerfile reference</a>
 */
public sealed interface Instruction {

    /** Where and how it was written. */
    Source source();

    /** Where it stands. */
    default Location location() {
        return source().location();
    }

    /** Its text on one line, as histories and messages quote it. */
    default String original() {
        return source().text();
    }

    /**
     * Reads a trigger that an image stored with ONBUILD, when it fires in a stage built upon that image. It is read
     * with the backslash as escape character, whatever the child's directive says.
     *
     * @param text the stored text, without the word ONBUILD
     * @param from the FROM line of the child: the location of the result, and of every fault
     * @throws dev.imagepack.ImagepackException if it is not exactly one instruction, or a FROM
     */
    static Instruction parseTrigger(String text, Location from) {
        return InstructionParser.trigger(text, from);
    }

    /** ARG: variables of the build, each with an optional default. */
    record Arg(Source source, List<Declaration> declarations) implements Instruction {

        public Arg {
            Objects.requireNonNull(source);
            declarations = List.copyOf(declarations);
        }

        /** One variable; an empty default is a default. */
        public record Declaration(String name, Optional<String> value) {

            public Declaration {
                Objects.requireNonNull(name);
                Objects.requireNonNull(value);
            }
        }
    }

    /** ENV: variables of the image; all values see the state before the instruction. */
    record Env(Source source, List<KeyValue> pairs) implements Instruction {

        public Env {
            Objects.requireNonNull(source);
            pairs = List.copyOf(pairs);
        }
    }

    /** LABEL: labels of the image. */
    record Label(Source source, List<KeyValue> pairs) implements Instruction {

        public Label {
            Objects.requireNonNull(source);
            pairs = List.copyOf(pairs);
        }
    }

    /**
     * COPY: files of the context, of an earlier stage or of an image.
     *
     * @param from value of {@code --from}, if not empty: a stage's name or index, or an image; takes no variables
     */
    record Copy(Source source, Transfer files, Optional<String> from, boolean parents) implements Instruction {

        public Copy {
            Objects.requireNonNull(source);
            Objects.requireNonNull(files);
            Objects.requireNonNull(from);
        }
    }

    /**
     * ADD: files of the context, archives to unpack, addresses.
     *
     * @param checksum value of {@code --checksum}, if not empty
     * @param keepGitDir {@code --keep-git-dir}, if given
     * @param unpack {@code --unpack}, if given; else archives are unpacked and downloads are not
     */
    record Add(
            Source source,
            Transfer files,
            Optional<String> checksum,
            Optional<Boolean> keepGitDir,
            Optional<Boolean> unpack)
            implements Instruction {

        public Add {
            Objects.requireNonNull(source);
            Objects.requireNonNull(files);
            Objects.requireNonNull(checksum);
            Objects.requireNonNull(keepGitDir);
            Objects.requireNonNull(unpack);
        }
    }

    /**
     * RUN: a command. Its flags are known by name; what mounts and devices say is for the engine that runs it.
     *
     * @param documents files given on the command line with {@code <<NAME}
     * @param network {@code default}, {@code none} or {@code host}, if given
     * @param security {@code sandbox} or {@code insecure}, if given
     */
    record Run(
            Source source,
            CommandLine command,
            List<HereDocument> documents,
            List<String> mounts,
            List<String> devices,
            Optional<String> network,
            Optional<String> security)
            implements Instruction {

        public Run {
            Objects.requireNonNull(source);
            Objects.requireNonNull(command);
            documents = List.copyOf(documents);
            mounts = List.copyOf(mounts);
            devices = List.copyOf(devices);
            Objects.requireNonNull(network);
            Objects.requireNonNull(security);
        }
    }

    /** CMD: the default command, or the default words for ENTRYPOINT. */
    record Cmd(Source source, CommandLine command) implements Instruction {

        public Cmd {
            Objects.requireNonNull(source);
            Objects.requireNonNull(command);
        }
    }

    /** ENTRYPOINT: what a container starts. */
    record Entrypoint(Source source, CommandLine command) implements Instruction {

        public Entrypoint {
            Objects.requireNonNull(source);
            Objects.requireNonNull(command);
        }
    }

    /** WORKDIR: the directory that later relative paths start from. */
    record Workdir(Source source, String path) implements Instruction {

        public Workdir {
            Objects.requireNonNull(source);
            Objects.requireNonNull(path);
        }
    }

    /** USER: who runs the command. */
    record User(Source source, String user) implements Instruction {

        public User {
            Objects.requireNonNull(source);
            Objects.requireNonNull(user);
        }
    }

    /**
     * EXPOSE: ports that the image listens on.
     *
     * @param ports the words in sorted order, as histories list them; each may expand to several ports
     * @see PortSpec
     */
    record Expose(Source source, List<String> ports) implements Instruction {

        public Expose {
            Objects.requireNonNull(source);
            ports = List.copyOf(ports);
        }
    }

    /** VOLUME: paths that live outside the image. */
    record Volume(Source source, List<String> paths) implements Instruction {

        public Volume {
            Objects.requireNonNull(source);
            paths = List.copyOf(paths);
        }
    }

    /** STOPSIGNAL: the signal that ends the container. */
    record StopSignal(Source source, String signal) implements Instruction {

        public StopSignal {
            Objects.requireNonNull(source);
            Objects.requireNonNull(signal);
        }
    }

    /**
     * HEALTHCHECK. Durations are in nanoseconds, as image configurations store them; 0 (also for retries) means the
     * engine's default.
     *
     * @param test {@code NONE}; or {@code CMD} and the words; or {@code CMD-SHELL} and one text for the shell
     */
    record Healthcheck(
            Source source,
            List<String> test,
            long interval,
            long timeout,
            long startPeriod,
            long startInterval,
            int retries)
            implements Instruction {

        public Healthcheck {
            Objects.requireNonNull(source);
            test = List.copyOf(test);
        }
    }

    /** SHELL: the words that shell forms are handed to; at least one. */
    record Shell(Source source, List<String> words) implements Instruction {

        public Shell {
            Objects.requireNonNull(source);
            words = List.copyOf(words);
        }
    }

    /**
     * ONBUILD: an instruction for images built upon this one.
     *
     * @param trigger its text after the keyword as written, bodies of here-documents included; no more than its keyword
     *     and the shape of its words have been checked
     */
    record Onbuild(Source source, String trigger) implements Instruction {

        public Onbuild {
            Objects.requireNonNull(source);
            Objects.requireNonNull(trigger);
        }
    }

    /** MAINTAINER: the author of the image. */
    record Maintainer(Source source, String author) implements Instruction {

        public Maintainer {
            Objects.requireNonNull(source);
            Objects.requireNonNull(author);
        }
    }
}
