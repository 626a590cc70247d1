package dev.imagepack.maven;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;

import dev.imagepack.ImagepackException;

/** What Maven shows of a goal that failed. It prints the message of an exception and those of its causes. */
final class GoalFailure {

    private GoalFailure() {}

    /** A fault that the user can mend: message and advice, no cause, for its words would be printed behind the advice. */
    static MojoFailureException of(ImagepackException fault) {
        return new MojoFailureException("\n\n" + indented(fault.getMessage(), "  ") + "\n\n  To do: "
                + indented(fault.advice(), "  ").strip() + "\n");
    }

    /** A fault of the disk or the network: what was being done, with what, and why that was not possible. */
    static MojoExecutionException of(String goal, IOException fault) {
        return new MojoExecutionException(
                "\n\n" + indented(goal + " could not finish: " + reason(fault), "  ") + "\n", fault);
    }

    /** A fault of ours. */
    static MojoExecutionException of(String goal, RuntimeException fault) {
        return new MojoExecutionException(
                "\n\n  " + goal + " met a fault of its own: "
                        + indented(fault.toString(), "  ").strip()
                        + "\n\n  To do: run again with -e and report what it prints.\n",
                fault);
    }

    /** The message of many of these is nothing but a path. */
    private static String reason(IOException fault) {
        String message = String.valueOf(fault.getMessage());
        if (fault instanceof NoSuchFileException) {
            return message + ": there is no such file or directory";
        }
        if (fault instanceof AccessDeniedException) {
            return message + ": permission denied";
        }
        if (fault instanceof FileAlreadyExistsException) {
            return message + ": it exists already";
        }
        boolean named =
                fault instanceof FileSystemException system && system.getReason() != null || message.indexOf(' ') >= 0;
        return named ? message : fault.getClass().getSimpleName() + ": " + message;
    }

    private static String indented(String text, String indent) {
        return indent + text.replace("\n", "\n" + indent);
    }
}
