package dev.imagepack.build.context;

import java.util.List;
import java.util.stream.Collectors;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.dockerfile.Finding;
import dev.imagepack.dockerfile.Findings;
import dev.imagepack.image.Checks;

/** Tells the user what the checks of a Dockerfile found, or stops the build because of it. */
public record CheckReport(BuildRequest request, Checks mode, Findings findings) {

    /** Warns of each finding. */
    public void warn() {
        if (mode != Checks.OFF) {
            findings.list()
                    .forEach(finding -> request.log().warning(request.spec().alias(), finding.toString()));
        }
    }

    /**
     * Warns of each finding, or fails with all of them.
     *
     * @throws ImagepackException if something was found and the configuration or the Dockerfile wants that to be a fault
     */
    public void settle() {
        List<Finding> found = findings.list();
        if (mode == Checks.FAIL && !found.isEmpty() || mode == Checks.WARN && findings.failing()) {
            throw new ImagepackException(
                    request.spec().recipe().describe() + " does not pass the build checks:"
                            + found.stream().map(finding -> "\n- " + finding).collect(Collectors.joining()),
                    "Mend it; or write a comment # check=skip=RULE as the first line or above the instruction; or choose"
                            + " <checks>off</checks>.");
        }
        warn();
    }
}
