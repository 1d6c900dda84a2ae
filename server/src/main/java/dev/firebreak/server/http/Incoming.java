package dev.firebreak.server.http;

import io.helidon.webserver.http.ServerRequest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The body of a request as it comes. The web server tells of a chunk of no readable size by
 * exceptions of several kinds, which look like our own bugs; here it is one of its own.
 */
public final class Incoming extends FilterInputStream {
    /** The sender's bytes are no body: what follows on the line cannot be understood either. */
    public static final class Garbled extends IOException {
        private static final long serialVersionUID = 1L;

        Garbled(RuntimeException cause) {
            super("expected a body in chunks of readable size, found other bytes", cause);
        }
    }

    private Incoming(InputStream in) {
        super(in);
    }

    /** The body of {@code request}; empty if it has none. */
    public static InputStream of(ServerRequest request) {
        return request.content().hasEntity()
                ? new Incoming(request.content().inputStream())
                : InputStream.nullInputStream();
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new Garbled(e);
        }
    }

    /**
     * @throws Garbled if the bytes are no body
     * @throws UncheckedIOException if the line breaks, as the web server tells it
     */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new Garbled(e);
        }
    }
}
