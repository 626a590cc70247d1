package dev.imagepack.ship;

/** What is worth saying while images are pushed; the wording is the listener's. Several threads speak at once. */
public interface PushLog {

    /** Bytes of blobs were sent to a registry; called often. */
    void sent(String domain, long bytes);

    /** An image is where it should be, under all its tags. */
    void pushed(PushReport.Push push);

    /** Says nothing. */
    PushLog SILENT = new PushLog() {
        @Override
        public void sent(String domain, long bytes) {}

        @Override
        public void pushed(PushReport.Push push) {}
    };
}
