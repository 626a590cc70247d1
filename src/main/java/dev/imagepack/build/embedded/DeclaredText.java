package dev.imagepack.build.embedded;

import dev.imagepack.build.context.Inputs;
import dev.imagepack.image.DeclaredLayer;
import dev.imagepack.image.LayersRecipe;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Healthcheck;

/**
 * What declared layers and settings say, as digests that change when the image would: without the names of
 * configuration elements, with relative names for paths of this machine.
 */
final class DeclaredText {

    private DeclaredText() {}

    static Digest of(DeclaredLayer layer, Inputs inputs) {
        Fingerprint print = new Fingerprint().text(layer.name());
        for (DeclaredLayer.Item item : layer.items()) {
            add(item, inputs, print);
        }
        return print.digest();
    }

    private static void add(DeclaredLayer.Item item, Inputs inputs, Fingerprint print) {
        if (item instanceof DeclaredLayer.Files files) {
            add(files, inputs, print);
        } else if (item instanceof DeclaredLayer.Directory directory) {
            print.text("directory")
                    .text(directory.path())
                    .number(directory.mode())
                    .text(directory.owner());
        } else if (item instanceof DeclaredLayer.Link link) {
            print.text("link").text(link.path()).text(link.target()).text(link.owner());
        } else {
            print.text("deletion").text(((DeclaredLayer.Deletion) item).path());
        }
    }

    private static void add(DeclaredLayer.Files files, Inputs inputs, Fingerprint print) {
        print.text("files")
                .text(inputs.name(files.from()))
                .text(files.into())
                .texts(files.includes())
                .texts(files.excludes())
                .text(files.owner())
                .number(files.fileMode())
                .number(files.directoryMode())
                .number(files.permissions().size());
        for (DeclaredLayer.Permission permission : files.permissions()) {
            print.text(permission.pattern()).number(permission.mode());
        }
    }

    static Digest of(LayersRecipe.Container container) {
        Fingerprint print = new Fingerprint()
                .texts(container.entrypoint())
                .texts(container.cmd())
                .texts(container.env())
                .texts(container.ports())
                .texts(container.volumes())
                .text(container.user())
                .text(container.workdir())
                .text(container.stopSignal())
                .number(container.healthcheck().isPresent() ? 1 : 0);
        container.healthcheck().ifPresent(check -> add(check, print));
        return print.digest();
    }

    private static void add(Healthcheck check, Fingerprint print) {
        print.texts(check.test())
                .number(check.interval())
                .number(check.timeout())
                .number(check.startPeriod())
                .number(check.startInterval())
                .number(check.retries());
    }
}
