package dev.imagepack.build.context;

import dev.imagepack.dockerfile.Instruction;

/**
 * What ONBUILD left to a stage by the image or the stage that it begins with.
 *
 * @param instruction located at the FROM, for it stands in no line of the stage
 * @param text as it was left, here-documents included
 */
public record Trigger(Instruction instruction, String text) {}
