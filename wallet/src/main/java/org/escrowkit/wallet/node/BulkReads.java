package org.escrowkit.wallet.node;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bitcoinj.base.Sha256Hash;
import org.escrowkit.core.bitcoin.BlockHeader;
import org.escrowkit.core.vault.Chain;

/**
 * Blocks and headers as bytes: by the node's REST interface where it offers one, else in hex by JSON-RPC. RPC's word
 * counts: whatever REST does not answer with 200 is asked again there. Bytes that are not what was asked for are a bad
 * reply from either.
 */
final class BulkReads {
    private static final int NOT_FOUND = -5;
    private static final int OUT_OF_RANGE = -8;
    private static final int OK = 200;

    /** Calls in one batch: some hundred kilobytes of replies. */
    private static final int BATCH = 500;

    private final JsonRpcClient client;
    private final CheckedCalls calls;
    private final Chain chain;
    private volatile boolean rest;

    BulkReads(JsonRpcClient client, Chain chain) {
        this.client = client;
        this.chain = chain;
        this.calls = new CheckedCalls(client, chain, this::detectRest);
    }

    CheckedCalls calls() {
        return calls;
    }

    /** Whether REST is used for now. */
    boolean usesRest() {
        return rest;
    }

    /** A node without REST answers 404, and whatever else may stand at that path has no genesis block. */
    private void detectRest() {
        try {
            HttpResponse<byte[]> reply = client.rest(headersPath(chain.genesis(), 1), BlockHeader.SIZE);
            rest = reply.statusCode() == OK
                    && BlockBytes.headers(reply.body()).get(0).hash().equals(chain.genesis());
        } catch (RpcException | IllegalArgumentException | IndexOutOfBoundsException e) {
            rest = false;
        }
    }

    Optional<byte[]> block(Sha256Hash hash) {
        calls.ensureRightChain();
        if (!rest) {
            return blockByRpc(hash);
        }
        Optional<byte[]> found = rest("block/" + hash + ".bin", BlockBytes.MOST, bytes -> block(hash, bytes));
        return found.isPresent() ? found : noRest(blockByRpc(hash));
    }

    /** What REST did not have and RPC has says that REST was turned off, until the next connection at least. */
    private Optional<byte[]> noRest(Optional<byte[]> byRpc) {
        rest &= byRpc.isEmpty();
        return byRpc;
    }

    private Optional<byte[]> blockByRpc(Sha256Hash hash) {
        return CheckedCalls.find(
                NOT_FOUND,
                () -> calls.onRightChain(
                        "getblock", () -> block(hash, client.callForBytes("getblock", hash.toString(), 0))));
    }

    private static byte[] block(Sha256Hash asked, byte[] bytes) {
        Sha256Hash hash = CheckedCalls.read("getblock", BlockBytes::hash, bytes);
        if (!hash.equals(asked)) {
            throw new RpcException.BadReply("getblock", "another block");
        }
        return bytes;
    }

    List<BlockHeader> headers(Sha256Hash from, int most) {
        if (most < 1 || most > BitcoinNode.MOST_HEADERS) {
            throw new IllegalArgumentException("1 to " + BitcoinNode.MOST_HEADERS + " headers, not " + most);
        }
        calls.ensureRightChain();
        if (rest) {
            Optional<List<BlockHeader>> found =
                    rest(headersPath(from, most), most * BlockHeader.SIZE, bytes -> linked(from, bytes));
            if (found.isPresent()) {
                return found.get();
            }
        }
        return headersByRpc(from, most);
    }

    private static String headersPath(Sha256Hash from, int count) {
        return "headers/" + count + "/" + from + ".bin";
    }

    private static List<BlockHeader> linked(Sha256Hash from, byte[] bytes) {
        List<BlockHeader> headers = CheckedCalls.read("headers", BlockBytes::headers, bytes);
        if (!headers.isEmpty() && (!headers.get(0).hash().equals(from) || links(headers) < headers.size())) {
            throw new RpcException.BadReply("headers", "not a chain from the block that was asked for");
        }
        return headers;
    }

    /** How many of these stand on one another from the first on. */
    private static int links(List<BlockHeader> headers) {
        int linked = 1;
        while (linked < headers.size()
                && headers.get(linked).previous().equals(headers.get(linked - 1).hash())) {
            linked++;
        }
        return linked;
    }

    /** By height, and so what stands there may change between two calls: what no longer links is left out. */
    private List<BlockHeader> headersByRpc(Sha256Hash from, int most) {
        HeaderInfo first = calls.find(
                        NOT_FOUND, reply -> Replies.header(from, reply), "getblockheader", from.toString(), true)
                .filter(HeaderInfo::isOnBestChain)
                .orElse(null);
        if (first == null) {
            return List.of();
        }
        List<BlockHeader> headers = new ArrayList<>(List.of(first.header()));
        while (headers.size() < most) {
            int lowest = first.height() + headers.size();
            List<Sha256Hash> hashes = hashes(lowest, Math.min(BATCH, most - headers.size()));
            headers.addAll(headers(hashes));
            if (hashes.size() < BATCH) {
                break;
            }
        }
        return List.copyOf(headers.subList(0, links(headers)));
    }

    private List<Sha256Hash> hashes(int lowest, int count) {
        List<List<Object>> heights = IntStream.range(lowest, lowest + count)
                .mapToObj(height -> List.<Object>of(height))
                .toList();
        return calls.askAll("getblockhash", OUT_OF_RANGE, heights).stream()
                .flatMap(Optional::stream)
                .map(reply -> CheckedCalls.read("getblockhash", Replies::hash, reply))
                .toList();
    }

    private List<BlockHeader> headers(List<Sha256Hash> hashes) {
        List<List<Object>> names = hashes.stream()
                .map(hash -> List.<Object>of(hash.toString(), false))
                .toList();
        List<Optional<JsonValue>> replies = calls.askAll("getblockheader", NOT_FOUND, names);
        List<BlockHeader> headers = new ArrayList<>(hashes.size());
        for (int i = 0; i < hashes.size() && replies.get(i).isPresent(); i++) {
            BlockHeader header = CheckedCalls.read(
                    "getblockheader",
                    hex -> BlockHeader.parse(HexFormat.of().parseHex(hex.asString())),
                    replies.get(i).get());
            if (!header.hash().equals(hashes.get(i))) {
                throw new RpcException.BadReply("getblockheader", "the header of another block");
            }
            headers.add(header);
        }
        return headers;
    }

    private interface Reading<T> {
        T of(byte[] bytes);
    }

    /** Empty for whatever is not the file: then RPC says what is the matter. */
    private <T> Optional<T> rest(String path, int cap, Reading<T> reading) {
        return calls.onRightChain("rest", () -> {
            HttpResponse<byte[]> reply = client.rest(path, cap);
            return reply.statusCode() == OK ? Optional.of(reading.of(reply.body())) : Optional.empty();
        });
    }
}
