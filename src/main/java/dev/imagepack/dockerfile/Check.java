package dev.imagepack.dockerfile;

/**
 * A rule that a Dockerfile can break and still be built. All but the last are BuildKit's and bear its names, so that
 * what is written about them, and the directive {@code check}, hold here too.
 *
 * @see <a href="https://docs.docker.com/reference/build-checks/">Build checks</a>
 */
public enum Check {
    CONSISTENT_INSTRUCTION_CASING(
            "ConsistentInstructionCasing", "Write all instructions in upper case, or all in lower case."),
    COPY_IGNORED_FILE("CopyIgnoredFile", "Do not copy it, or take it out of the ignore file."),
    DUPLICATE_STAGE_NAME("DuplicateStageName", "Give each stage a name of its own."),
    EXPOSE_INVALID_FORMAT(
            "ExposeInvalidFormat",
            "Write the container's port only; the host's is chosen when a container is started."),
    EXPOSE_PROTO_CASING("ExposeProtoCasing", "Write the protocol in lower case."),
    FROM_AS_CASING("FromAsCasing", "Write AS in the case of FROM."),
    FROM_PLATFORM_FLAG_CONST_DISALLOWED(
            "FromPlatformFlagConstDisallowed",
            "Leave --platform out and choose the platform for the build; or write $BUILDPLATFORM; or name the stage after"
                    + " its platform."),
    INVALID_DEFAULT_ARG_IN_FROM("InvalidDefaultArgInFrom", "Give the ARG a default with which FROM names an image."),
    INVALID_DEFINITION_DESCRIPTION(
            "InvalidDefinitionDescription",
            "Begin the comment with the name, or put an empty comment between the two.",
            true),
    JSON_ARGS_RECOMMENDED(
            "JSONArgsRecommended",
            "Write the command as a JSON list, so that it receives signals itself; or choose the shell with SHELL."),
    LEGACY_KEY_VALUE_FORMAT("LegacyKeyValueFormat", "Write name=value."),
    MAINTAINER_DEPRECATED("MaintainerDeprecated", "Write LABEL org.opencontainers.image.authors=\"…\"."),
    MULTIPLE_INSTRUCTIONS_DISALLOWED("MultipleInstructionsDisallowed", "Keep the last one only."),
    NO_EMPTY_CONTINUATION("NoEmptyContinuation", "Remove the line, or make it a comment."),
    REDUNDANT_TARGET_PLATFORM("RedundantTargetPlatform", "Leave --platform out: this is its default."),
    RESERVED_STAGE_NAME("ReservedStageName", "Give the stage another name."),
    SECRETS_USED_IN_ARG_OR_ENV(
            "SecretsUsedInArgOrEnv",
            "Hand secrets to the container when it is started: whoever has the image can read this one."),
    STAGE_NAME_CASING("StageNameCasing", "Write the name in lower case."),
    UNDEFINED_ARG_IN_FROM("UndefinedArgInFrom", "Declare it with ARG before the first FROM."),
    UNDEFINED_VAR("UndefinedVar", "Declare it with ARG, or set it with ENV, above in the same stage."),
    WORKDIR_RELATIVE_PATH("WorkdirRelativePath", "Write an absolute path."),
    UNUSED_BUILD_ARG("UnusedBuildArg", "Correct its name, or leave it out.");

    private final String rule;
    private final String advice;
    private final boolean experimental;

    Check(String rule, String advice) {
        this(rule, advice, false);
    }

    Check(String rule, String advice, boolean experimental) {
        this.rule = rule;
        this.advice = advice;
        this.experimental = experimental;
    }

    /** The name in documentation and directives: {@code StageNameCasing}. */
    public String rule() {
        return rule;
    }

    /** What to write instead: a sentence. */
    public String advice() {
        return advice;
    }

    /** Whether a file has to ask for it. */
    public boolean experimental() {
        return experimental;
    }
}
