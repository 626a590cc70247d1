package dev.imagepack.engine;

import java.io.Closeable;
import java.io.IOException;

/**
 * The way to one engine. Several threads may send at once. Closing ends what is under way and leaves no thread, socket or
 * file behind.
 */
public interface EngineConnection extends Closeable {

    /**
     * Sends the call, with its body, and returns when the head of the reply is there, whatever its status. Closing the reply
     * before its end breaks the connection, by which engines notice that nobody waits any more.
     *
     * @throws dev.imagepack.ImagepackException when the engine cannot be reached or does not answer in time; says where it is
     * @throws java.io.InterruptedIOException when the thread is interrupted
     */
    EngineReply send(EngineCall call) throws IOException;

    /** Where the engine is, for messages; holds no secret. */
    String describe();

    @Override
    void close() throws IOException;
}
