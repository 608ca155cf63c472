package org.escrowkit.wallet.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a store and its database, and breaks what goes through as it is told. */
public final class DatabaseProxy implements AutoCloseable {
    /** What happens to what goes through. */
    public enum Mode {
        PASS,
        /** Connections end, and new ones end at once. */
        CUT,
        /** What the database answers is lost, and then the connection; new ones are whole. */
        LOSE_NEXT_ANSWER,
        /** Nothing arrives any more, in either direction, and nobody says so. */
        SILENT
    }

    private final ServerSocket listening;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.PASS;

    public DatabaseProxy(int port) {
        this.port = port;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public static DatabaseProxy before(StorePlace place) {
        return new DatabaseProxy(Integer.parseInt(place.address().replaceFirst(".*:(\\d+)/.*", "$1")));
    }

    /** The same database, by way of this. */
    public String url(StorePlace place) {
        return place.address().replaceFirst("//[^/]+/", "//127.0.0.1:" + listening.getLocalPort() + "/");
    }

    public void set(Mode next) {
        mode = next;
        if (next == Mode.CUT) {
            open.forEach(DatabaseProxy::end);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                if (mode == Mode.CUT) {
                    end(client);
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                open.add(client);
                open.add(server);
                start(() -> pump(client, server, false));
                start(() -> pump(server, client, true));
            }
        } catch (IOException closed) {
            open.forEach(DatabaseProxy::end);
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[1 << 16];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (answers && mode == Mode.LOSE_NEXT_ANSWER) {
                    mode = Mode.PASS;
                    return;
                }
                if (mode != Mode.SILENT) {
                    out.write(buffer, 0, read);
                }
            }
        } catch (IOException cut) {
            // As is wanted.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "database proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
