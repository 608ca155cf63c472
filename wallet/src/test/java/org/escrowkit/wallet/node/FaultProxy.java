package org.escrowkit.wallet.node;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Stands on loopback between a client and the RPC and REST interfaces of a node, real or not, passes everything through
 * and does to single calls what a plan says. It can also be shut, so that connections are refused.
 */
public final class FaultProxy implements AutoCloseable {
    /** The reply to a call, and where its ids begin. */
    private record Kept(FaultReply reply, long firstId) {}

    private final URI node;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final Map<FaultKind, AtomicLong> injected = new EnumMap<>(FaultKind.class);
    private final Map<String, Kept> earlier = new ConcurrentHashMap<>();
    private final Map<String, FaultReply> lastOfKind = new ConcurrentHashMap<>();
    private final AtomicLong flooded = new AtomicLong();
    private final int port;
    private volatile ServerSocket door;
    private volatile Function<String, Optional<FaultKind>> plan = call -> Optional.empty();

    private FaultProxy(URI node) {
        this.node = node;
        for (FaultKind kind : FaultKind.values()) {
            injected.put(kind, new AtomicLong());
        }
        door = listen(0);
        port = door.getLocalPort();
    }

    public static FaultProxy before(URI node) {
        return new FaultProxy(node);
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** @param mostBytes of a reply; the usual 64 MiB if empty */
    public JsonRpcClient client(RpcCredentials credentials, Duration patience, Optional<Integer> mostBytes) {
        return mostBytes.isPresent()
                ? JsonRpcClient.of(uri(), credentials, patience, patience, mostBytes.get())
                : JsonRpcClient.of(uri(), credentials, patience, patience);
    }

    /** @param plan what becomes of a call, by its method or {@code rest/} and the kind of file; from any thread */
    public void plan(Function<String, Optional<FaultKind>> plan) {
        this.plan = plan;
    }

    /** Lets everything through, and connections again. */
    public void heal() {
        plan = call -> Optional.empty();
        open();
    }

    /** How often this was done to a call. */
    public long injected(FaultKind kind) {
        return Objects.requireNonNull(injected.get(kind)).get();
    }

    /** Bytes of bodies without end that clients have taken, or the system for them. */
    public long flooded() {
        return flooded.get();
    }

    void flooded(int bytes) {
        flooded.addAndGet(bytes);
    }

    /** From now on connections are refused; those that are there end. */
    public synchronized void shut() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        clients.forEach(FaultProxy::reset);
    }

    private static void reset(Socket client) {
        try {
            client.setSoLinger(true, 0);
            client.close();
        } catch (IOException gone) {
            // The thread that serves it has closed it meanwhile.
            return;
        }
    }

    public synchronized void open() {
        if (door.isClosed()) {
            door = listen(port);
        }
    }

    private ServerSocket listen(int at) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at));
            threads.execute(() -> accept(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) {
        try {
            while (true) {
                Socket client = socket.accept();
                client.setTcpNoDelay(true);
                clients.add(client);
                threads.execute(() -> serve(client));
            }
        } catch (IOException shut) {
            // Who is in is served by threads of their own.
            clients.removeIf(Socket::isClosed);
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            boolean open = true;
            while (open) {
                Optional<FaultRequest> request = FaultRequest.read(in);
                // Who came in while the door was being shut is not served either.
                open = request.isPresent() && !door.isClosed() && answer(request.get(), client);
            }
        } catch (IOException gone) {
            // Either side has gone, as they do here.
            clients.remove(client);
        } finally {
            clients.remove(client);
        }
    }

    private boolean answer(FaultRequest request, Socket client) throws IOException {
        FaultExchange exchange = new FaultExchange(this, request, client);
        String call = request.call();
        Optional<FaultKind> fault = plan.apply(call).filter(kind -> kind.fits(call));
        if (fault.isPresent()) {
            Objects.requireNonNull(injected.get(fault.get())).incrementAndGet();
            fault.get().befall(exchange);
        } else {
            exchange.send(exchange.forward());
        }
        return exchange.isOpen();
    }

    FaultReply forward(FaultRequest request) throws IOException {
        HttpRequest.Builder onward = HttpRequest.newBuilder(node.resolve(request.path()));
        Optional.ofNullable(request.headers().get("authorization"))
                .ifPresent(login -> onward.header("Authorization", login));
        if (!request.isFile()) {
            onward.POST(HttpRequest.BodyPublishers.ofByteArray(request.body()));
        }
        try {
            HttpResponse<byte[]> reply = http.send(onward.build(), HttpResponse.BodyHandlers.ofByteArray());
            FaultReply kept = new FaultReply(reply.statusCode(), reply.body());
            earlier.put(request.question(), new Kept(kept, FaultReply.firstId(request.body())));
            lastOfKind.put(request.call(), kept);
            return kept;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    FaultReply earlier(FaultRequest request) throws IOException {
        Kept kept = earlier.get(request.question());
        return kept == null
                ? forward(request)
                : kept.reply().withIdsPlus(FaultReply.firstId(request.body()) - kept.firstId());
    }

    FaultReply another(FaultRequest request) throws IOException {
        FaultReply last = lastOfKind.get(request.call());
        return last == null ? forward(request) : last;
    }

    @Override
    public void close() {
        shut();
        threads.shutdownNow();
    }
}
