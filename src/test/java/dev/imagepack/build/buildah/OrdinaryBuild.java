package dev.imagepack.build.buildah;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A build in a process of its own, for a user of its own: says what it made, and what it left behind. */
public final class OrdinaryBuild {

    /** Needs several users in the image, and commands that run as one of them. */
    static final List<String> DOCKERFILE = List.of(
            "FROM busybox",
            "COPY --chown=12:13 hello /home/hello",
            "RUN [\"/bin/busybox\", \"chown\", \"14:15\", \"/bin\"]",
            "USER 1000:1000",
            "RUN [\"/bin/busybox\", \"id\", \"-u\"]");

    private OrdinaryBuild() {}

    /** @param arguments a directory of the user's, the program */
    public static void main(String[] arguments) throws Exception {
        try (Workshop workshop = new Workshop(Path.of(arguments[0]))) {
            workshop.program =
                    asStrictAsNewerOnes(Path.of(arguments[0]), arguments[1]).toString();
            workshop.file("hello", "hello\n");
            Workshop.Built built = workshop.build(DOCKERFILE.toArray(String[]::new));
            built.added().forEach(System.out::println);
            System.out.println("said " + workshop.said.contains("1000"));
            System.out.println("left " + workshop.leftovers().size());
        }
    }

    /** It does not begin without a directory for its temporary files, as buildahs from 1.39 on do not. */
    private static Path asStrictAsNewerOnes(Path home, String program) throws IOException {
        Path strict = Files.writeString(
                home.resolve("buildah"),
                "#!/bin/sh\n[ -d \"$TMPDIR\" ] || exit 125\nexec \"" + program + "\" \"$@\"\n");
        return Files.setPosixFilePermissions(strict, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
