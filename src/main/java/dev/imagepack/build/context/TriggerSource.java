package dev.imagepack.build.context;

import java.util.Optional;

import dev.imagepack.dockerfile.Instruction;

/**
 * What a trigger of a base takes files from. It stands in no line of the Dockerfile, so its name cannot be replaced by what
 * it means.
 *
 * @param instruction the trigger
 * @param from the name or number that it gives
 * @param image what that means; empty when it is a stage or a directory
 */
public record TriggerSource(Instruction instruction, String from, Optional<UsedBase> image) {}
