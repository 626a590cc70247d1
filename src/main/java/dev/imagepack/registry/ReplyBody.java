package dev.imagepack.registry;

import java.io.FilterInputStream;
import java.io.IOException;

/** The body of a reply as a stream that closes the whole reply. */
final class ReplyBody extends FilterInputStream {

    private final Reply reply;

    ReplyBody(Reply reply) {
        super(reply.body());
        this.reply = reply;
    }

    @Override
    public void close() throws IOException {
        reply.close();
    }
}
