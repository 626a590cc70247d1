package dev.imagepack.maven;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.maven.model.License;
import org.apache.maven.model.Scm;
import org.apache.maven.project.MavenProject;

import dev.imagepack.oci.ImageManifest;

/** The annotations that images get because the pom or git says them (image-spec, annotations.md). */
final class DefaultAnnotations {

    private static final String PREFIX = "org.opencontainers.image.";

    /** The form of an identifier of SPDX, with the plus sign for later versions; whether there is such a license is not known here. */
    private static final Pattern SPDX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*\\+?");

    private DefaultAnnotations() {}

    /** Those of a module. What the build adds by itself (the time, the base) is not here. */
    static SortedMap<String, String> of(MavenProject project) {
        SortedMap<String, String> annotations = new TreeMap<>();
        annotations.put(PREFIX + "title", project.getName());
        annotations.put(PREFIX + "version", project.getVersion());
        Optional.ofNullable(project.getScm())
                .map(Scm::getUrl)
                .flatMap(DefaultAnnotations::source)
                .ifPresent(url -> annotations.put(PREFIX + "source", url));
        GitHead.commit(project.getBasedir().toPath()).ifPresent(commit -> annotations.put(PREFIX + "revision", commit));
        licenses(project.getLicenses()).ifPresent(names -> annotations.put(PREFIX + "licenses", names));
        return annotations;
    }

    /** What takes those away that the build adds by itself. */
    static Map<String, String> none() {
        return Map.of(ImageManifest.CREATED, "", ImageManifest.BASE_NAME, "", ImageManifest.BASE_DIGEST, "");
    }

    /**
     * Without user and password. An address that is not understood is left out, for nobody knows what it holds; one of the
     * form {@code git@host:path} holds no password.
     */
    static Optional<String> source(String text) {
        String url = text.strip();
        if (!url.contains("://")) {
            return Optional.of(url).filter(plain -> plain.matches("(?:[A-Za-z0-9_-]+@)?[A-Za-z0-9.-]+:[^@\\s]+"));
        }
        try {
            URI parsed = new URI(url).parseServerAuthority();
            String bare = parsed.getRawUserInfo() == null ? url : url.replace(parsed.getRawUserInfo() + "@", "");
            return Optional.of(bare).filter(plain -> parsed.getHost() != null && plain.indexOf('@') < 0);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /**
     * The names as an SPDX expression, if each has the form of an identifier. A pom's licenses are a choice (Maven's POM
     * reference), so they are joined by OR.
     */
    static Optional<String> licenses(List<License> licenses) {
        List<String> names = licenses.stream()
                .map(license -> String.valueOf(license.getName()).strip())
                .toList();
        return names.isEmpty()
                        || !names.stream().allMatch(name -> SPDX.matcher(name).matches())
                ? Optional.empty()
                : Optional.of(names.stream().distinct().collect(Collectors.joining(" OR ")));
    }
}
