package dev.imagepack.maven;

import java.util.function.Supplier;

import org.apache.maven.execution.MavenSession;

import dev.imagepack.download.Downloads;
import dev.imagepack.download.HttpDownloads;
import dev.imagepack.registry.http.ProxyChoice;

/** Whether a Maven session may use the network, and which way leads there. */
final class Network {

    private Network() {}

    /** How files are downloaded; nothing that knows HTTP is loaded before the first of them. */
    static Downloads downloads(MavenSession session, Supplier<ProxyChoice> proxies) {
        return session.isOffline()
                ? Downloads.OFFLINE
                : (address, checksum, store, arrived) -> new HttpDownloads(
                                new Proxies(proxies.get()), HttpDownloads.Limits.DEFAULT)
                        .fetch(address, checksum, store, arrived);
    }
}
