package org.escrowkit.wallet.node;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One request at the proxy, and the ways to answer it. */
final class FaultExchange {
    private static final long GIGABYTE = 1L << 30;
    private static final int CHUNK = 1 << 16;
    private static final int SLOW_BYTES = 10;
    private static final long SLOW_MILLIS = 2;

    private final FaultProxy proxy;
    private final FaultRequest request;
    private final Socket client;
    private final OutputStream out;
    private boolean open = true;

    FaultExchange(FaultProxy proxy, FaultRequest request, Socket client) throws IOException {
        this.proxy = proxy;
        this.request = request;
        this.client = client;
        this.out = new BufferedOutputStream(client.getOutputStream(), CHUNK);
    }

    /** Whether the client may send another request on this connection. */
    boolean isOpen() {
        return open;
    }

    FaultReply forward() throws IOException {
        return proxy.forward(request);
    }

    /** What the node said when this was asked before; what it says now if it never was. */
    FaultReply earlierReply() throws IOException {
        return proxy.earlier(request);
    }

    FaultReply anotherReply() throws IOException {
        return proxy.another(request);
    }

    void send(int status, String body) throws IOException {
        send(FaultReply.of(status, body));
    }

    void send(FaultReply reply) throws IOException {
        head(reply.status(), "Content-Length: " + reply.length());
        out.write(reply.body());
        out.flush();
    }

    /** As a node says no: a call gets an error object, a file this status. */
    void error(int status, int code, String message) throws IOException {
        if (request.isFile()) {
            send(status, message + "\r\n");
        } else {
            String error =
                    "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":" + code + ",\"message\":\"" + message + "\"},\"id\":";
            send(200, error + FaultReply.firstId(request.body()) + "}");
        }
    }

    private void head(int status, String length) throws IOException {
        String head = "HTTP/1.1 " + status + " as it is\r\n" + length + "\r\nContent-Type: application/json\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
    }

    void sendPart(FaultReply reply, int length) throws IOException {
        head(reply.status(), "Content-Length: " + reply.length());
        out.write(reply.body(), 0, length);
        out.flush();
        open = false;
    }

    void sendSlowly(FaultReply reply) throws IOException {
        head(reply.status(), "Content-Length: " + reply.length());
        byte[] body = reply.body();
        int slow = Math.min(SLOW_BYTES, body.length);
        for (int i = 0; i < slow; i++) {
            out.write(body[i]);
            out.flush();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SLOW_MILLIS));
        }
        out.write(body, slow, body.length - slow);
        out.flush();
    }

    /** A gigabyte of nothing, unless the client ends it. */
    void flood(boolean announced) throws IOException {
        open = false;
        head(200, announced ? "Content-Length: " + GIGABYTE : "Transfer-Encoding: chunked");
        byte[] chunk = " ".repeat(CHUNK).getBytes(StandardCharsets.US_ASCII);
        byte[] size = (Integer.toHexString(CHUNK) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try {
            for (long sent = 0; sent < GIGABYTE; sent += CHUNK) {
                if (!announced) {
                    out.write(size);
                }
                out.write(chunk);
                if (!announced) {
                    out.write('\r');
                    out.write('\n');
                }
                proxy.flooded(CHUNK);
            }
        } catch (SocketException ended) {
            // The client has had enough.
            open = false;
        }
    }

    /** Says no more until the client goes away. */
    void silence() throws IOException {
        open = false;
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    void reset() throws IOException {
        open = false;
        client.setSoLinger(true, 0);
        client.close();
    }
}
